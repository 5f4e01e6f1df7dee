// SPDX-License-Identifier: Apache-2.0
// Kernels written with vectors of WIDTH floats, as many as a register of the instruction set holds:
// the compiler keeps wider ones in memory. The file is included once for each set, after its WIDTH,
// vf and primitives: load_half, store_half, transpose, store_wide and multiply.
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

typedef int vi __attribute__((vector_size(4 * WIDTH)));

INLINE vf load(const float *from) {
  vf v;
  memcpy(&v, from, sizeof v);
  return v;
}

INLINE void store(vf v, float *to) { memcpy(to, &v, sizeof v); }

INLINE vf fill(float x) { return x - (vf){0}; }

INLINE vf choose(vi mask, vf yes, vf no) { return (vf)((mask & (vi)yes) | (~mask & (vi)no)); }

// The first count elements, then zeros.
INLINE vf load_part(const float *from, int count) {
  float whole[WIDTH] = {0};
  memcpy(whole, from, (size_t)count * sizeof(float));
  return load(whole);
}

INLINE void store_part(vf v, float *to, int count) {
  float whole[WIDTH];
  store(v, whole);
  memcpy(to, whole, (size_t)count * sizeof(float));
}

INLINE vf load_upto(const float *from, int count) {
  return count >= WIDTH ? load(from) : load_part(from, count);
}

INLINE void store_upto(vf v, float *to, int count) {
  if (count >= WIDTH) {
    store(v, to);
  } else {
    store_part(v, to, count);
  }
}

INLINE float total(vf v) {
  float x[WIDTH];
  store(v, x);
  for (int half = WIDTH / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; i++) {
      x[i] += x[i + half];
    }
  }
  return x[0];
}

INLINE float largest(vf v) {
  float x[WIDTH];
  store(v, x);
  for (int half = WIDTH / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; i++) {
      x[i] = x[i] > x[i + half] ? x[i] : x[i + half];
    }
  }
  return x[0];
}

// 0, 1, 2 and so on.
INLINE vi lanes(void) {
  int32_t numbers[WIDTH];
  for (int i = 0; i < WIDTH; i++) {
    numbers[i] = i;
  }
  vi v;
  memcpy(&v, numbers, sizeof v);
  return v;
}

INLINE vf larger(vf a, vf b) { return choose(a > b, a, b); }

INLINE vf magnitude(vf v) { return (vf)((vi)v & 0x7fffffff); }

// Cephes' expf: 2^n times a polynomial of the rest; relative error below 2e-7. Zero below -87.
INLINE vf exponential(vf x) {
  const float to_integer = 12582912.0f;  // 1.5 * 2^23: adding it rounds to the nearest integer
  vi vanishes = x < -87.0f;
  x = choose(x > 88.0f, fill(88.0f), choose(vanishes, fill(-87.0f), x));
  vf n = (x * 1.44269504088896341f + to_integer) - to_integer;
  vf r = x - n * 0.693359375f + n * 2.12194440e-4f;
  vf p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  vi exponent = (__builtin_convertvector(n, vi) + 127) << 23;
  return choose(vanishes, fill(0), p * (vf)exponent);
}

INLINE vf logistic(vf x) { return 1.0f / (1.0f + exponential(-x)); }

// Abramowitz and Stegun 7.1.26; absolute error below 2e-7.
INLINE vf error_function(vf x) {
  vf a = magnitude(x);
  vf t = 1.0f / (1.0f + 0.3275911f * a);
  vf p = 1.061405429f * t - 1.453152027f;
  p = p * t + 1.421413741f;
  p = p * t - 0.284496736f;
  p = p * t + 0.254829592f;
  vf y = 1.0f - p * t * exponential(-a * a);
  return choose(x < 0.0f, -y, y);
}

INLINE vf activated(vf x, const activation kind) {
  switch (kind) {
    case SILU:
      return x * logistic(x);
    case GELU:
      return 0.5f * x * (1.0f + error_function(x * 0.70710678118654752f));
    case GELU_TANH:  // tanh(y) = 2 logistic(2 y) - 1
      return x * logistic(2.0f * 0.7978845608028654f * (x + 0.044715f * x * x * x));
    case RELU:  // of no number it is none
      return choose(x < 0.0f, fill(0), x);
  }
  return x;
}

// The largest size of a group's numbers; of those that are none it is none, because as integers they
// are the largest.
INLINE float largest_size(const vf parts[GROUP / WIDTH]) {
  vi most = (vi)magnitude(parts[0]);
  for (int i = 1; i < GROUP / WIDTH; i++) {
    vi size = (vi)magnitude(parts[i]);
    vi more = size > most;
    most = (size & more) | (most & ~more);
  }
  int32_t sizes[WIDTH];
  memcpy(sizes, &most, sizeof sizes);
  for (int half = WIDTH / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; i++) {
      sizes[i] = sizes[i] > sizes[i + half] ? sizes[i] : sizes[i + half];
    }
  }
  float result;
  memcpy(&result, sizes, sizeof result);
  return result;
}

static void quantise(const float *values, int columns, int bits, const quantised_rows *input,
                     int64_t row) {
  const float least = 1e-30f;  // whose reciprocal is still far from overflow
  const float to_integer = 12582912.0f;
  const float most_number = input->terms == 2 ? 127.0f * 128.0f : 127.0f;
  for (int g = 0; g < input->groups; g++) {
    vf parts[GROUP / WIDTH];
    for (int i = 0; i < GROUP / WIDTH; i++) {
      int at = g * GROUP + i * WIDTH;
      parts[i] = at < columns ? load_upto(values + at, columns - at) : fill(0);
    }
    float most = largest_size(parts);
    // zeros where something is infinite or no number: the scale makes the products no numbers
    int usable = most >= least && most <= FLT_MAX;
    float inverse = most_number / most;
    int32_t numbers[GROUP];
    for (int i = 0; i < GROUP / WIDTH; i++) {
      vf scaled = usable ? parts[i] * inverse : fill(0);
      vi whole = __builtin_convertvector((scaled + to_integer) - to_integer, vi);
      memcpy(numbers + i * WIDTH, &whole, sizeof whole);
    }
    int64_t at = row * input->groups + g;
    int8_t *to = input->values + at * input->terms * GROUP;
    int32_t sum = 0;
    for (int i = 0; i < GROUP; i++) {
      sum += numbers[i];
    }
    if (input->terms == 2) {
      store_wide(numbers, to);
    } else {
      for (int i = 0; i < GROUP; i++) {
        to[i] = (int8_t)numbers[i];
      }
    }
    input->scales[at] = most / most_number;
    input->corrections[at] = -weight_offset(bits) * sum;
  }
}

static void norm(const float *row, const float *weight, const float *bias, float epsilon,
                 int centred, int width, float *result) {
  float mean = 0;
  if (centred) {
    vf sum = fill(0);
    for (int i = 0; i < width; i += WIDTH) {
      sum += load_upto(row + i, width - i);
    }
    mean = total(sum) / (float)width;
  }
  vf squares = fill(0);
  for (int i = 0; i < width; i += WIDTH) {
    vf x = load_upto(row + i, width - i) - mean;
    // what lies behind the end must not count
    x = choose(lanes() < width - i, x, fill(0));
    squares += x * x;
  }
  float factor = 1.0f / sqrtf(total(squares) / (float)width + epsilon);
  for (int i = 0; i < width; i += WIDTH) {
    int count = width - i;
    vf x = (load_upto(row + i, count) - mean) * factor * load_upto(weight + i, count);
    if (bias != NULL) {
      x += load_upto(bias + i, count);
    }
    store_upto(x, result + i, count);
  }
}

static void activate(const float *gate, const float *up, activation kind, int width,
                     float *result) {
  for (int i = 0; i < width; i += WIDTH) {
    int count = width - i;
    vf x = activated(load_upto(gate + i, count), kind);
    if (up != NULL) {
      x *= load_upto(up + i, count);
    }
    store_upto(x, result + i, count);
  }
}

static void add(const float *a, const float *b, int64_t count, float *result) {
  for (int64_t i = 0; i < count; i++) {
    result[i] = a[i] + b[i];
  }
}

static void rotate(const float *head, const float *weight, const attention_shape *shape,
                   const float *cosines, const float *sines, float scale, float *result) {
  int dim = shape->dim;
  int half = shape->turned / 2;
  float normed[dim];
  if (weight != NULL) {
    norm(head, weight, NULL, shape->epsilon, 0, dim, normed);
    head = normed;
  }
  for (int i = 0; i < half; i++) {
    int first = shape->interleaved ? 2 * i : i;
    int second = shape->interleaved ? 2 * i + 1 : i + half;
    float a = head[first];
    float b = head[second];
    result[first] = (a * cosines[i] - b * sines[i]) * scale;
    result[second] = (b * cosines[i] + a * sines[i]) * scale;
  }
  for (int i = shape->turned; i < dim; i++) {
    result[i] = head[i] * scale;
  }
}

static void to_half(const float *from, int count, uint16_t *to) {
  for (int i = 0; i < count; i += WIDTH) {
    uint16_t part[WIDTH];
    store_half(load_upto(from + i, count - i), part);
    memcpy(to + i, part, 2 * (size_t)(count - i < WIDTH ? count - i : WIDTH));
  }
}

INLINE vf load_half_upto(const uint16_t *from, int count) {
  if (count >= WIDTH) {
    return load_half(from);
  }
  uint16_t whole[WIDTH] = {0};
  memcpy(whole, from, 2 * (size_t)count);
  return load_half(whole);
}

static void from_half(const uint16_t *from, int count, float *to) {
  for (int i = 0; i < count; i += WIDTH) {
    store_upto(load_half_upto(from + i, count - i), to + i, count - i);
  }
}

// Brings a square of keys into columns and of values into rows. Whole: all its keys and dimensions
// are there, else only so many, and zeros for the others.
INLINE void load_square(const attention_tile *tile, ptrdiff_t at, const int whole, int keys,
                        int dims, int wide, float *columns, float *rows) {
  vf square[WIDTH];
#pragma GCC unroll 16
  for (int i = 0; i < WIDTH; i++) {
    ptrdiff_t from = at + (ptrdiff_t)i * tile->row_stride;
    vf value = fill(0);
    square[i] = fill(0);
    if (whole) {
      square[i] = load_half(tile->keys + from);
      value = load_half(tile->values + from);
    } else if (i < keys && dims > 0) {
      square[i] = load_half_upto(tile->keys + from, dims);
      value = load_half_upto(tile->values + from, dims);
    }
    store(value, rows + i * wide);
  }
  transpose(square);
#pragma GCC unroll 16
  for (int i = 0; i < WIDTH; i++) {
    store(square[i], columns + i * KEYS);
  }
}

// Brings the keys into columns [dim][KEYS] and the values into rows [KEYS][wide], with zeros where
// there is no key.
static void load_keys(const attention_tile *tile, int first, int count, float *columns,
                      float *rows) {
  int wide = padded(tile->dim);
  for (int k = 0; k < KEYS; k += WIDTH) {
    for (int d = 0; d < wide; d += WIDTH) {
      ptrdiff_t at = (ptrdiff_t)(first + k) * tile->row_stride + d;
      float *column = columns + d * KEYS + k;
      float *row = rows + k * wide + d;
      if (k + WIDTH <= count && d + WIDTH <= tile->dim) {
        load_square(tile, at, 1, WIDTH, WIDTH, wide, column, row);
      } else {
        load_square(tile, at, 0, count - k, tile->dim - d, wide, column, row);
      }
    }
  }
}

// Rows that will be needed next. One head's rows lie apart, so the hardware does not fetch them by
// itself; fetched all at once they would wait for each other, so it is done between computations.
typedef struct {
  const uint16_t *rows;  // or null
  int stride;            // elements between them
} upcoming;

INLINE void fetch(upcoming next, int row, int dim) {
  if (next.rows != NULL) {
    __builtin_prefetch(next.rows + (ptrdiff_t)row * next.stride + dim);
  }
}

// State of one query row: what it has gathered of the keys so far.
typedef struct {
  const float *query;
  float *gathered;  // [wide], weighted values
  float *weights;   // [KEYS], of the present keys; before, their scores
  float *state;     // WIDTH partial sums of weights; at LARGEST the largest score
  int keys;         // it may see
} query_row;

// Turns scores into weights.
INLINE void weigh(query_row *row, int first, int wide) {
  if (first >= row->keys) {
    memset(row->weights, 0, KEYS * sizeof(float));
    return;
  }
  vf scores[KEYS / WIDTH];
  vf most_of_each = fill(-INFINITY);
  for (int i = 0; i < KEYS / WIDTH; i++) {
    vi seen = lanes() + i * WIDTH < row->keys - first;
    scores[i] = choose(seen, load(row->weights + i * WIDTH), fill(-INFINITY));
    most_of_each = larger(most_of_each, scores[i]);
  }
  float most = row->state[LARGEST];
  float now = largest(most_of_each);
  vf sums = load(row->state);
  if (now > most) {
    float shrink = exponential(fill(most - now))[0];
    sums *= shrink;
    for (int d = 0; d < wide; d += WIDTH) {
      store(load(row->gathered + d) * shrink, row->gathered + d);
    }
    row->state[LARGEST] = most = now;
  }
  for (int i = 0; i < KEYS / WIDTH; i++) {
    vf weights = exponential(scores[i] - most);
    store(weights, row->weights + i * WIDTH);
    sums += weights;
  }
  store(sums, row->state);
}

// Two vectors of keys at once: with four rows their sums fill half of 16 registers. KEYS numbers
// of the cache are a line of memory, of which there are so many in KEYS rows as there are
// dimensions: one is fetched with each.
INLINE void score(query_row *rows, const int count, const float *columns, int first, int dim,
                  upcoming next) {
  for (int k = 0; k < KEYS; k += 2 * WIDTH) {
    vf low[4];
    vf high[4];
    for (int i = 0; i < count; i++) {
      low[i] = high[i] = fill(0);
    }
    for (int d = 0; d < dim; d++) {
      if (k == 0) {
        fetch(next, d % KEYS, d - d % KEYS);
      }
      vf a = load(columns + d * KEYS + k);
      vf b = load(columns + d * KEYS + k + WIDTH);
      for (int i = 0; i < count; i++) {
        low[i] += rows[i].query[d] * a;
        high[i] += rows[i].query[d] * b;
      }
    }
    for (int i = 0; i < count; i++) {
      store(low[i], rows[i].weights + k);
      store(high[i], rows[i].weights + k + WIDTH);
    }
  }
  for (int i = 0; i < count; i++) {
    weigh(&rows[i], first, padded(dim));
  }
}

INLINE void gather(query_row *rows, const int count, const float *values, int keys, int dim,
                   upcoming next) {
  int wide = padded(dim);
  for (int d = 0; d < wide; d += 2 * WIDTH) {
    int second = d + WIDTH < wide ? WIDTH : 0;
    vf low[4];
    vf high[4];
    for (int i = 0; i < count; i++) {
      low[i] = load(rows[i].gathered + d);
      high[i] = load(rows[i].gathered + d + second);
    }
    for (int k = 0; k < keys; k++) {
      fetch(next, k, d);
      vf a = load(values + k * wide + d);
      vf b = load(values + k * wide + d + second);
      for (int i = 0; i < count; i++) {
        low[i] += rows[i].weights[k] * a;
        high[i] += rows[i].weights[k] * b;
      }
    }
    for (int i = 0; i < count; i++) {
      store(high[i], rows[i].gathered + d + second);
      store(low[i], rows[i].gathered + d);
    }
  }
}

#define FOR_UP_TO_FOUR(call)                            \
  switch (count) {                                      \
    case 4: { enum { COUNT = 4 }; call; } break;        \
    case 3: { enum { COUNT = 3 }; call; } break;        \
    case 2: { enum { COUNT = 2 }; call; } break;        \
    default: { enum { COUNT = 1 }; call; } break;       \
  }

static void attend(const attention_tile *tile, float *scratch) {
  int dim = tile->dim;
  int wide = padded(dim);
  int rows = tile->tokens * tile->group;
  float *columns = scratch;
  float *values = columns + (ptrdiff_t)wide * KEYS;
  float *own = values + (ptrdiff_t)wide * KEYS;
  query_row row[rows];
  for (int r = 0; r < rows; r++) {
    int token = r / tile->group;
    row[r].query = tile->queries + (ptrdiff_t)token * tile->query_stride + r % tile->group * dim;
    row[r].gathered = own + (ptrdiff_t)r * (wide + KEYS + STATE);
    row[r].weights = row[r].gathered + wide;
    row[r].state = row[r].weights + KEYS;
    row[r].keys = tile->past + token + 1;
    memset(row[r].gathered, 0, sizeof(float) * (size_t)(wide + KEYS + STATE));
    row[r].state[LARGEST] = -INFINITY;
  }
  int all = tile->past + tile->tokens;
  for (int first = 0; first < all; first += KEYS) {
    int keys = all - first < KEYS ? all - first : KEYS;
    load_keys(tile, first, keys, columns, values);
    upcoming next_keys = {NULL, tile->row_stride};
    upcoming next_values = {NULL, tile->row_stride};
    if (first + KEYS < all) {
      next_keys.rows = tile->keys + (ptrdiff_t)(first + KEYS) * tile->row_stride;
      next_values.rows = tile->values + (ptrdiff_t)(first + KEYS) * tile->row_stride;
    }
    for (int r = 0; r < rows; r += 4) {
      int count = rows - r < 4 ? rows - r : 4;
      FOR_UP_TO_FOUR(score(row + r, COUNT, columns, first, dim, next_keys))
      FOR_UP_TO_FOUR(gather(row + r, COUNT, values, keys, dim, next_values))
      next_keys.rows = next_values.rows = NULL;
    }
  }
  for (int r = 0; r < rows; r++) {
    float *result = tile->result + (ptrdiff_t)(r / tile->group) * tile->result_stride +
                    r % tile->group * dim;
    float factor = 1.0f / total(load(row[r].state));
    for (int d = 0; d < dim; d += WIDTH) {
      store_upto(load(row[r].gathered + d) * factor, result + d, dim - d);
    }
  }
}

#define KERNEL_SET(title)                                                              \
  {                                                                                    \
    .name = title, .quantise = quantise, .multiply = multiply, .norm = norm,           \
    .activate = activate, .add = add, .rotate = rotate, .to_half = to_half,            \
    .from_half = from_half, .attend = attend                                           \
  }
