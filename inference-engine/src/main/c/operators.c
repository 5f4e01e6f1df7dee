// SPDX-License-Identifier: Apache-2.0
// The operators of the namespace autoglm, as TorchScript calls them, and their entry into the JVM.
// An operator checks its arguments, then shares the work among the threads of the pool.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compilers.h"
#include "entry.h"
#include "kernels.h"
#include "pool.h"
#include "torch.h"

enum {
  ROWS_PER_ATTENTION = 64,       // query rows that share one conversion of keys and values
  MOST_DIM = 4096,               // of a head, which lies on the stack
  CHUNK_BYTES = 256 << 10,       // of weights, which stay in the second cache while tokens pass by
  CHUNKS_PER_THREAD = 4,         // so that one that is held up can be helped
  ELEMENTS_WORTH_A_THREAD = 16384,
  JNI_VERSION_1_8 = 0x00010008,
};

static torch_interface torch;
static const kernel_set *kernels;

// Scratch memory, which exists once: it is used by whoever has acquired the pool.
typedef struct {
  void *memory;
  size_t bytes;
} buffer;

// Whether the buffer has room for so many bytes now; what was in it is lost.
static bool reserve(buffer *b, size_t bytes) {
  if (b->bytes < bytes) {
    free(b->memory);
    size_t wanted = (bytes + bytes / 4 + 4095) & ~(size_t)4095;
    b->memory = aligned_alloc(64, wanted);
    b->bytes = b->memory == NULL ? 0 : wanted;
  }
  return b->bytes >= bytes;
}

// ---- tensors -----------------------------------------------------------------------------------

typedef struct {
  void *data;
  int64_t *sizes;
  int dims;
} view;

// The tensors among the arguments of an operator, which are its to delete.
typedef struct {
  tensor handles[9];
  int count;
} arguments;

static arguments take(const uint64_t *stack, uint32_t positions) {
  arguments taken = {.count = 0};
  for (int at = 0; positions >> at != 0; at++) {
    if (positions >> at & 1) {
      taken.handles[taken.count++] = (tensor)(uintptr_t)stack[at];
    }
  }
  return taken;
}

static void delete_tensors(const arguments *taken) {
  for (int i = 0; i < taken->count; i++) {
    torch.aoti_torch_delete_tensor_object(taken->handles[i]);
  }
}

// Opens an operator: its tensors are deleted on every way out of it, also when a check throws.
#define TAKE(stack, positions)                                                         \
  __attribute__((cleanup(delete_tensors))) const arguments taken = take(stack, positions)

static void require(bool condition, const char *operator, const char *message) {
  if (!condition) {
    torch.aoti_torch_check(false, operator, __FILE__, __LINE__, message);
  }
}

static bool contiguous(const view *v, const int64_t *strides) {
  int64_t expected = 1;
  for (int d = 0; d < v->dims; d++) {
    if (v->sizes[d] == 0) {
      return true;
    }
  }
  for (int d = v->dims - 1; d >= 0; d--) {
    if (v->sizes[d] != 1 && strides[d] != expected) {
      return false;
    }
    expected *= v->sizes[d];
  }
  return true;
}

static view open_tensor(uint64_t argument, int32_t type, int dims, const char *operator) {
  tensor handle = (tensor)(uintptr_t)argument;
  view v;
  int64_t found = 0;
  int64_t *strides = NULL;
  int32_t format = -1;
  torch.aoti_torch_get_data_ptr(handle, &v.data);
  torch.aoti_torch_get_dim(handle, &found);
  torch.aoti_torch_get_sizes(handle, &v.sizes);
  torch.aoti_torch_get_strides(handle, &strides);
  torch.aoti_torch_get_dtype(handle, &format);
  v.dims = (int)found;
  require(format == type, operator, "a tensor has another number format than expected");
  require(v.dims == dims, operator, "a tensor has another number of dimensions than expected");
  require(contiguous(&v, strides), operator, "a tensor is not contiguous");
  return v;
}

static float *new_matrix(int64_t rows, int64_t columns, const char *operator, tensor *handle) {
  int64_t sizes[] = {rows, columns};
  int64_t strides[] = {columns, 1};
  void *data = NULL;
  require(torch.aoti_torch_empty_strided(2, sizes, strides, FLOAT32, CPU, 0, handle) == 0, operator,
          "there is no memory for the result");
  torch.aoti_torch_get_data_ptr(*handle, &data);
  return data;
}

// Throws, without the result, when there was no scratch memory.
static void require_room(bool there, tensor result, const char *operator) {
  if (!there) {
    torch.aoti_torch_delete_tensor_object(result);
    require(false, operator, "there is no memory to compute in");
  }
}

static double number(uint64_t argument) {
  double value;
  memcpy(&value, &argument, sizeof value);
  return value;
}

static int chunks_of(int64_t items, int64_t per_chunk) {
  return (int)((items + per_chunk - 1) / per_chunk);
}

// ---- work on rows ------------------------------------------------------------------------------

// Rows of a job: each chunk is rows_per_chunk of them, all in one chunk when there is little to do.
typedef struct {
  int64_t rows;
  int64_t rows_per_chunk;
} row_range;

static row_range share_rows(int64_t rows, int64_t elements_per_row) {
  int64_t worth = ELEMENTS_WORTH_A_THREAD / (elements_per_row > 0 ? elements_per_row : 1);
  row_range range = {rows, worth < 1 ? 1 : worth};
  return range;
}

static void run_rows(pool_task task, const void *job, row_range range) {
  if (range.rows > 0) {
    pool_run(task, job, chunks_of(range.rows, range.rows_per_chunk));
  }
}

#define EACH_ROW(row, job, chunk)                                                       \
  for (int64_t row = (int64_t)(chunk) * (job)->range.rows_per_chunk,                    \
               behind = row + (job)->range.rows_per_chunk < (job)->range.rows           \
                            ? row + (job)->range.rows_per_chunk                         \
                            : (job)->range.rows;                                        \
       row < behind; row++)

// embed(Tensor ids, Tensor table, int type, int width) -> Tensor
typedef struct {
  row_range range;
  const int64_t *ids;
  const uint8_t *table;
  int type;
  int width;
  float *result;
} embed_job;

static void embed_rows(const void *context, int chunk) {
  const embed_job *job = context;
  int64_t width = job->width;
  EACH_ROW(row, job, chunk) {
    float *to = job->result + row * width;
    int64_t id = job->ids[row];
    if (job->type == FLOAT32) {
      memcpy(to, job->table + id * width * 4, (size_t)width * 4);
    } else if (job->type == FLOAT16) {
      kernels->from_half((const uint16_t *)job->table + id * width, job->width, to);
    } else {
      const uint16_t *from = (const uint16_t *)job->table + id * width;
      for (int64_t i = 0; i < width; i++) {
        uint32_t bits = (uint32_t)from[i] << 16;
        memcpy(to + i, &bits, sizeof bits);
      }
    }
  }
}

static void embed(uint64_t *stack, uint64_t count, uint64_t results) {
  (void)count, (void)results;
  TAKE(stack, 3);
  view ids = open_tensor(stack[0], INT64, 1, "embed");
  view table = open_tensor(stack[1], UINT8, 1, "embed");
  int type = (int)stack[2];
  int64_t width = (int64_t)stack[3];
  require(type == FLOAT32 || type == FLOAT16 || type == BFLOAT16, "embed", "unknown type");
  require(width > 0 && width <= table.sizes[0], "embed", "a row is wider than the table");
  int64_t rows = table.sizes[0] / (width * (type == FLOAT32 ? 4 : 2));
  for (int64_t i = 0; i < ids.sizes[0]; i++) {
    int64_t id = ((const int64_t *)ids.data)[i];
    require(id >= 0 && id < rows, "embed", "an id has no row");
  }
  tensor result;
  embed_job job = {share_rows(ids.sizes[0], width), ids.data, table.data, type, (int)width, NULL};
  job.result = new_matrix(ids.sizes[0], width, "embed", &result);
  pool_acquire();
  run_rows(embed_rows, &job, job.range);
  pool_release();
  stack[0] = (uint64_t)(uintptr_t)result;
}

// rms_norm(Tensor x, Tensor weight, float epsilon) -> Tensor
// layer_norm(Tensor x, Tensor weight, Tensor bias, float epsilon) -> Tensor
typedef struct {
  row_range range;
  const float *rows;
  const float *weight;
  const float *bias;
  float epsilon;
  int width;
  float *result;
} norm_job;

static void norm_rows(const void *context, int chunk) {
  const norm_job *job = context;
  EACH_ROW(row, job, chunk) {
    kernels->norm(job->rows + row * job->width, job->weight, job->bias, job->epsilon,
                  job->bias != NULL, job->width, job->result + row * job->width);
  }
}

static tensor normalise(view x, view weight, const float *bias, double epsilon) {
  require(weight.sizes[0] == x.sizes[1], "norm", "the weight has another width than the input");
  tensor result;
  norm_job job = {share_rows(x.sizes[0], x.sizes[1]), x.data, weight.data, bias, (float)epsilon,
                  (int)x.sizes[1], NULL};
  job.result = new_matrix(x.sizes[0], x.sizes[1], "norm", &result);
  pool_acquire();
  run_rows(norm_rows, &job, job.range);
  pool_release();
  return result;
}

static void rms_norm(uint64_t *stack, uint64_t count, uint64_t results) {
  (void)count, (void)results;
  TAKE(stack, 3);
  view x = open_tensor(stack[0], FLOAT32, 2, "rms_norm");
  view weight = open_tensor(stack[1], FLOAT32, 1, "rms_norm");
  tensor result = normalise(x, weight, NULL, number(stack[2]));
  stack[0] = (uint64_t)(uintptr_t)result;
}

static void layer_norm(uint64_t *stack, uint64_t count, uint64_t results) {
  (void)count, (void)results;
  TAKE(stack, 7);
  view x = open_tensor(stack[0], FLOAT32, 2, "layer_norm");
  view weight = open_tensor(stack[1], FLOAT32, 1, "layer_norm");
  view bias = open_tensor(stack[2], FLOAT32, 1, "layer_norm");
  require(bias.sizes[0] == x.sizes[1], "layer_norm", "the bias has another width than the input");
  tensor result = normalise(x, weight, bias.data, number(stack[3]));
  stack[0] = (uint64_t)(uintptr_t)result;
}

// activate(Tensor x, int kind, bool gated) -> Tensor
// Gated: the first half of x is the gate, the second what it lets through.
typedef struct {
  row_range range;
  const float *rows;
  activation kind;
  bool gated;
  int width;  // of the result
  float *result;
} activate_job;

static void activate_rows(const void *context, int chunk) {
  const activate_job *job = context;
  EACH_ROW(row, job, chunk) {
    const float *gate = job->rows + row * job->width * (job->gated ? 2 : 1);
    kernels->activate(gate, job->gated ? gate + job->width : NULL, job->kind, job->width,
                      job->result + row * job->width);
  }
}

static void activate(uint64_t *stack, uint64_t count, uint64_t results) {
  (void)count, (void)results;
  TAKE(stack, 1);
  view x = open_tensor(stack[0], FLOAT32, 2, "activate");
  bool gated = stack[2] & 1;
  int64_t width = gated ? x.sizes[1] / 2 : x.sizes[1];
  require(stack[1] <= RELU, "activate", "unknown activation");
  require(!gated || x.sizes[1] % 2 == 0, "activate", "the input has no two halves");
  tensor result;
  activate_job job = {share_rows(x.sizes[0], 4 * width), x.data, (activation)stack[1], gated,
                      (int)width, NULL};
  job.result = new_matrix(x.sizes[0], width, "activate", &result);
  pool_acquire();
  run_rows(activate_rows, &job, job.range);
  pool_release();
  stack[0] = (uint64_t)(uintptr_t)result;
}

// add(Tensor a, Tensor b) -> Tensor
typedef struct {
  row_range range;
  const float *a;
  const float *b;
  int64_t width;
  float *result;
} add_job;

static void add_rows(const void *context, int chunk) {
  const add_job *job = context;
  EACH_ROW(row, job, chunk) {
    int64_t at = row * job->width;
    kernels->add(job->a + at, job->b + at, job->width, job->result + at);
  }
}

static void add(uint64_t *stack, uint64_t count, uint64_t results) {
  (void)count, (void)results;
  TAKE(stack, 3);
  view a = open_tensor(stack[0], FLOAT32, 2, "add");
  view b = open_tensor(stack[1], FLOAT32, 2, "add");
  require(a.sizes[0] == b.sizes[0] && a.sizes[1] == b.sizes[1], "add", "the shapes differ");
  tensor result;
  add_job job = {share_rows(a.sizes[0], a.sizes[1]), a.data, b.data, a.sizes[1], NULL};
  job.result = new_matrix(a.sizes[0], a.sizes[1], "add", &result);
  pool_acquire();
  run_rows(add_rows, &job, job.range);
  pool_release();
  stack[0] = (uint64_t)(uintptr_t)result;
}

// ---- linear ------------------------------------------------------------------------------------

// linear(Tensor x, Tensor weight, int rows, int bits) -> Tensor
// linear_bias(Tensor x, Tensor weight, Tensor bias, int rows, int bits) -> Tensor
typedef struct {
  row_range range;
  const float *rows;
  packed_matrix matrix;
  quantised_rows input;
  int tile;    // tokens of one kernel call
  int blocks;  // of the matrix
  int blocks_per_chunk;
  const float *bias;
  float *result;
} linear_job;

static void quantise_rows(const void *context, int chunk) {
  const linear_job *job = context;
  int columns = job->matrix.columns;
  EACH_ROW(row, job, chunk) {
    kernels->quantise(job->rows + row * columns, columns, job->matrix.bits, &job->input, row);
  }
}

static void multiply_blocks(const void *context, int chunk) {
  const linear_job *job = context;
  int from = chunk * job->blocks_per_chunk;
  int to = from + job->blocks_per_chunk < job->blocks ? from + job->blocks_per_chunk : job->blocks;
  for (int first = 0; first < job->range.rows; first += job->tile) {
    int left = (int)job->range.rows - first;
    int count = left < job->tile ? left : job->tile;
    kernels->multiply(&job->matrix, &job->input, first, count, from, to, job->bias, job->result);
  }
}

static void plan_chunks(linear_job *job) {
  int64_t tokens = job->range.rows;
  int64_t tiles = (tokens + TILE - 1) / TILE;
  job->tile = (int)((tokens + tiles - 1) / tiles);
  job->blocks = chunks_of(job->matrix.rows, BLOCK_ROWS);
  int64_t block_bytes =
      (int64_t)job->input.groups * (job->matrix.bits == 4 ? INT4_BLOCK : INT8_BLOCK);
  int64_t most = CHUNK_BYTES / block_bytes;
  int64_t share = job->blocks / (CHUNKS_PER_THREAD * pool_threads());
  int64_t pairs = (most < share ? most : share) / 2;  // kernels may take two blocks at once
  int least = job->blocks < 2 * pool_threads() ? 1 : 2;
  job->blocks_per_chunk = pairs < 1 ? least : 2 * (int)pairs;
}

static tensor multiply(view x, view weight, const float *bias, int64_t rows, int64_t bits) {
  static buffer values;
  static buffer scales;
  static buffer corrections;
  int64_t tokens = x.sizes[0];
  int64_t columns = x.sizes[1];
  require(rows > 0 && columns > 0, "linear", "the weight is empty");
  int64_t groups = chunks_of(columns, GROUP);
  int64_t blocks = chunks_of(rows, BLOCK_ROWS);
  require(bits == 4 || bits == 8, "linear", "weights have 4 or 8 bits");
  require(weight.sizes[0] == blocks * groups * (bits == 4 ? INT4_BLOCK : INT8_BLOCK), "linear",
          "the packed weight does not have this shape");
  tensor result;
  linear_job job = {
      .range = share_rows(tokens, columns),
      .rows = x.data,
      .matrix = {weight.data, (int)bits, (int)rows, (int)columns},
      .input = {.groups = (int)groups, .terms = terms_for((int)bits)},
      .bias = bias,
      .result = new_matrix(tokens, rows, "linear", &result),
  };
  if (tokens == 0) {
    return result;
  }
  pool_acquire();
  bool room = reserve(&values, (size_t)(tokens * groups * job.input.terms * GROUP)) &&
              reserve(&scales, (size_t)(tokens * groups) * sizeof(float)) &&
              reserve(&corrections, (size_t)(tokens * groups) * sizeof(int32_t));
  if (room) {
    job.input.values = values.memory;
    job.input.scales = scales.memory;
    job.input.corrections = corrections.memory;
    run_rows(quantise_rows, &job, job.range);
    plan_chunks(&job);
    pool_run(multiply_blocks, &job, chunks_of(job.blocks, job.blocks_per_chunk));
  }
  pool_release();
  require_room(room, result, "linear");
  return result;
}

static void linear(uint64_t *stack, uint64_t count, uint64_t results) {
  (void)count, (void)results;
  TAKE(stack, 3);
  view x = open_tensor(stack[0], FLOAT32, 2, "linear");
  view weight = open_tensor(stack[1], UINT8, 1, "linear");
  tensor result = multiply(x, weight, NULL, (int64_t)stack[2], (int64_t)stack[3]);
  stack[0] = (uint64_t)(uintptr_t)result;
}

static void linear_bias(uint64_t *stack, uint64_t count, uint64_t results) {
  (void)count, (void)results;
  TAKE(stack, 7);
  view x = open_tensor(stack[0], FLOAT32, 2, "linear_bias");
  view weight = open_tensor(stack[1], UINT8, 1, "linear_bias");
  view bias = open_tensor(stack[2], FLOAT32, 1, "linear_bias");
  require(bias.sizes[0] == (int64_t)stack[3], "linear_bias", "the bias has another length");
  tensor result = multiply(x, weight, bias.data, (int64_t)stack[3], (int64_t)stack[4]);
  stack[0] = (uint64_t)(uintptr_t)result;
}

// ---- attention ---------------------------------------------------------------------------------

// attend(Tensor qkv, Tensor(a!) keys, Tensor(b!) values, Tensor cosines, Tensor sines,
//        Tensor slots, Tensor sequences, int heads, int turned, bool interleaved) -> Tensor
// attend_normed(the same, Tensor query_norm, Tensor key_norm, float epsilon) -> Tensor
//
// qkv: queries, keys and values of each token side by side. The new keys and values go to the rows
// slots of the cache [rows, kv heads, dim]. sequences: four numbers each, first token here, number
// of tokens here, first cache row, number of cache rows including the tokens here.
typedef struct {
  row_range range;
  attention_shape shape;
  const float *qkv;
  const float *cosines;
  const float *sines;
  const int64_t *slots;
  uint16_t *keys;
  uint16_t *values;
  float *queries;  // rotated and scaled
  const int64_t *sequences;
  const int32_t *units;  // three numbers each: sequence, key/value head, first token in it
  int tokens_per_unit;
  float *scratch;  // scratch_floats for each thread
  int64_t scratch_floats;
  float *result;
} attention_job;

static void store_token(const attention_job *job, int64_t token) {
  const attention_shape *shape = &job->shape;
  int dim = shape->dim;
  int64_t width = (int64_t)(shape->heads + 2 * shape->kv_heads) * dim;
  const float *from = job->qkv + token * width;
  const float *cosines = job->cosines + token * shape->turned / 2;
  const float *sines = job->sines + token * shape->turned / 2;
  float scale = 1.0f / sqrtf((float)dim);
  for (int h = 0; h < shape->heads; h++, from += dim) {
    kernels->rotate(from, shape->query_norm, shape, cosines, sines, scale,
                    job->queries + (token * shape->heads + h) * dim);
  }
  int64_t row = job->slots[token] * shape->kv_heads * dim;
  for (int h = 0; h < shape->kv_heads; h++, from += dim) {
    float turned[dim];
    kernels->rotate(from, shape->key_norm, shape, cosines, sines, 1.0f, turned);
    kernels->to_half(turned, dim, job->keys + row + h * dim);
  }
  kernels->to_half(from, shape->kv_heads * dim, job->values + row);
}

static void store_tokens(const void *context, int chunk) {
  const attention_job *job = context;
  EACH_ROW(token, job, chunk) { store_token(job, token); }
}

static void attend_unit(const void *context, int chunk) {
  const attention_job *job = context;
  const attention_shape *shape = &job->shape;
  const int64_t *sequence = job->sequences + 4 * job->units[3 * chunk];
  int64_t head = job->units[3 * chunk + 1];
  int64_t begin = job->units[3 * chunk + 2];
  int64_t left = sequence[1] - begin;
  int group = shape->heads / shape->kv_heads;
  int64_t token = sequence[0] + begin;
  int64_t at = token * shape->heads * shape->dim + head * group * shape->dim;
  int64_t row = (sequence[2] * shape->kv_heads + head) * shape->dim;
  attention_tile tile = {
      .queries = job->queries + at,
      .query_stride = shape->heads * shape->dim,
      .tokens = (int)(left < job->tokens_per_unit ? left : job->tokens_per_unit),
      .group = group,
      .dim = shape->dim,
      .keys = job->keys + row,
      .values = job->values + row,
      .row_stride = shape->kv_heads * shape->dim,
      .past = (int)(sequence[3] - sequence[1] + begin),
      .result = job->result + at,
      .result_stride = shape->heads * shape->dim,
  };
  kernels->attend(&tile, job->scratch + pool_thread() * job->scratch_floats);
}

// Lists the units unless there is no list; returns how many there are.
static int list_units(const attention_job *job, int64_t sequences, int32_t *units) {
  int count = 0;
  for (int64_t s = 0; s < sequences; s++) {
    for (int64_t t = 0; t < job->sequences[4 * s + 1]; t += job->tokens_per_unit) {
      for (int h = 0; h < job->shape.kv_heads; h++, count++) {
        if (units != NULL) {
          units[3 * count] = (int32_t)s;
          units[3 * count + 1] = h;
          units[3 * count + 2] = (int32_t)t;
        }
      }
    }
  }
  return count;
}

// Computes unless there is no memory to compute in.
static bool compute_attention(attention_job *job, int64_t sequences) {
  static buffer queries;
  static buffer scratch;
  static buffer units;
  const attention_shape *shape = &job->shape;
  int group = shape->heads / shape->kv_heads;
  int count = list_units(job, sequences, NULL);
  // a thread's own part begins with a cache line
  job->scratch_floats = (attention_scratch(job->tokens_per_unit * group, shape->dim) + 15) & ~15;
  if (!reserve(&queries, (size_t)(job->range.rows * shape->heads * shape->dim) * sizeof(float)) ||
      !reserve(&scratch, (size_t)(pool_threads() * job->scratch_floats) * sizeof(float)) ||
      !reserve(&units, (size_t)count * 3 * sizeof(int32_t))) {
    return false;
  }
  job->queries = queries.memory;
  job->scratch = scratch.memory;
  job->units = units.memory;
  run_rows(store_tokens, job, job->range);
  list_units(job, sequences, units.memory);
  pool_run(attend_unit, job, count);
  return true;
}

static void check_attention(const view *qkv, const view *keys, const view *values,
                            const view *slots, const view *sequences, const attention_shape *shape) {
  const char *name = "attend";
  int64_t tokens = qkv->sizes[0];
  require(shape->kv_heads > 0 && shape->heads > 0 && shape->heads % shape->kv_heads == 0, name,
          "heads do not divide");
  require(shape->dim > 0 && shape->dim <= MOST_DIM, name, "heads are too wide");
  require(qkv->sizes[1] == (int64_t)(shape->heads + 2 * shape->kv_heads) * shape->dim, name,
          "queries, keys and values do not have this width");
  for (int d = 0; d < 3; d++) {
    require(values->sizes[d] == keys->sizes[d], name, "keys and values differ in shape");
  }
  require(shape->turned >= 0 && shape->turned % 2 == 0 && shape->turned <= shape->dim, name,
          "too much is rotated");
  require(slots->sizes[0] == tokens && sequences->sizes[0] % 4 == 0, name, "tokens without slots");
  for (int64_t t = 0; t < tokens; t++) {
    int64_t row = ((const int64_t *)slots->data)[t];
    require(row >= 0 && row < keys->sizes[0], name, "a slot lies outside the cache");
  }
  for (int64_t s = 0; s < sequences->sizes[0]; s += 4) {
    const int64_t *sequence = (const int64_t *)sequences->data + s;
    require(sequence[0] >= 0 && sequence[1] >= 0 && sequence[0] + sequence[1] <= tokens &&
                sequence[2] >= 0 && sequence[3] >= sequence[1] &&
                sequence[2] + sequence[3] <= keys->sizes[0],
            name, "a sequence lies outside the cache");
  }
}

static tensor run_attention(uint64_t *stack, attention_shape shape) {
  const char *name = "attend";
  view qkv = open_tensor(stack[0], FLOAT32, 2, name);
  view keys = open_tensor(stack[1], FLOAT16, 3, name);
  view values = open_tensor(stack[2], FLOAT16, 3, name);
  view cosines = open_tensor(stack[3], FLOAT32, 2, name);
  view sines = open_tensor(stack[4], FLOAT32, 2, name);
  view slots = open_tensor(stack[5], INT64, 1, name);
  view sequences = open_tensor(stack[6], INT64, 1, name);
  shape.heads = (int)stack[7];
  shape.turned = (int)stack[8];
  shape.interleaved = stack[9] & 1;
  shape.kv_heads = (int)keys.sizes[1];
  shape.dim = (int)keys.sizes[2];
  check_attention(&qkv, &keys, &values, &slots, &sequences, &shape);
  require(shape.turned == 0 ||
              (cosines.sizes[0] == qkv.sizes[0] && cosines.sizes[1] == shape.turned / 2 &&
               sines.sizes[0] == qkv.sizes[0] && sines.sizes[1] == shape.turned / 2),
          name, "angles do not have this shape");
  int64_t tokens = qkv.sizes[0];
  int group = shape.heads / shape.kv_heads;
  tensor result;
  attention_job job = {
      .range = share_rows(tokens, 4 * qkv.sizes[1]),
      .shape = shape,
      .qkv = qkv.data,
      .cosines = cosines.data,
      .sines = sines.data,
      .slots = slots.data,
      .keys = keys.data,
      .values = values.data,
      .sequences = sequences.data,
      .tokens_per_unit = group < ROWS_PER_ATTENTION ? ROWS_PER_ATTENTION / group : 1,
      .result = new_matrix(tokens, (int64_t)shape.heads * shape.dim, name, &result),
  };
  pool_acquire();
  bool room = compute_attention(&job, sequences.sizes[0] / 4);
  pool_release();
  require_room(room, result, name);
  return result;
}

static void attend(uint64_t *stack, uint64_t count, uint64_t results) {
  (void)count, (void)results;
  TAKE(stack, 0x7f);
  attention_shape shape = {0};
  stack[0] = (uint64_t)(uintptr_t)run_attention(stack, shape);
}

static void attend_normed(uint64_t *stack, uint64_t count, uint64_t results) {
  (void)count, (void)results;
  TAKE(stack, 0x7f | 1 << 10 | 1 << 11);
  view query_norm = open_tensor(stack[10], FLOAT32, 1, "attend_normed");
  view key_norm = open_tensor(stack[11], FLOAT32, 1, "attend_normed");
  attention_shape shape = {.epsilon = (float)number(stack[12]),
                           .query_norm = query_norm.data,
                           .key_norm = key_norm.data};
  view keys = open_tensor(stack[1], FLOAT16, 3, "attend_normed");
  require(query_norm.sizes[0] == keys.sizes[2] && key_norm.sizes[0] == keys.sizes[2],
          "attend_normed", "the norms have another width than the heads");
  stack[0] = (uint64_t)(uintptr_t)run_attention(stack, shape);
}

// ---- entry -------------------------------------------------------------------------------------

static const struct {
  const char *name;
  const char *schema;
  boxed_kernel kernel;
} operators[] = {
    {"embed", "embed(Tensor ids, Tensor table, int type, int width) -> Tensor", embed},
    {"rms_norm", "rms_norm(Tensor x, Tensor weight, float epsilon) -> Tensor", rms_norm},
    {"layer_norm", "layer_norm(Tensor x, Tensor weight, Tensor bias, float epsilon) -> Tensor",
     layer_norm},
    {"activate", "activate(Tensor x, int kind, bool gated) -> Tensor", activate},
    {"add", "add(Tensor a, Tensor b) -> Tensor", add},
    {"linear", "linear(Tensor x, Tensor weight, int rows, int bits) -> Tensor", linear},
    {"linear_bias",
     "linear_bias(Tensor x, Tensor weight, Tensor bias, int rows, int bits) -> Tensor",
     linear_bias},
    {"attend",
     "attend(Tensor qkv, Tensor(a!) keys, Tensor(b!) values, Tensor cosines, Tensor sines,"
     " Tensor slots, Tensor sequences, int heads, int turned, bool interleaved) -> Tensor",
     attend},
    {"attend_normed",
     "attend_normed(Tensor qkv, Tensor(a!) keys, Tensor(b!) values, Tensor cosines, Tensor sines,"
     " Tensor slots, Tensor sequences, int heads, int turned, bool interleaved,"
     " Tensor query_norm, Tensor key_norm, float epsilon) -> Tensor",
     attend_normed},
};

static bool find_torch(void) {
  void *loaded = dlopen("libtorch_cpu.so", RTLD_NOW | RTLD_NOLOAD);
  if (loaded == NULL) {
    return false;
  }
#define FIND(function) (*(void **)&torch.function = dlsym(loaded, #function)) != NULL
  return FIND(aoti_torch_get_data_ptr) && FIND(aoti_torch_get_dim) && FIND(aoti_torch_get_sizes) &&
         FIND(aoti_torch_get_strides) && FIND(aoti_torch_get_dtype) &&
         FIND(aoti_torch_empty_strided) && FIND(aoti_torch_delete_tensor_object) &&
         FIND(aoti_torch_library_init_fragment) && FIND(aoti_torch_library_init_impl) &&
         FIND(aoti_torch_library_def) && FIND(aoti_torch_library_impl) && FIND(aoti_torch_check);
#undef FIND
}

static bool define_operators(void) {
  library definitions;
  library implementations;
  if (torch.aoti_torch_library_init_fragment("autoglm", __FILE__, __LINE__, &definitions) != 0 ||
      torch.aoti_torch_library_init_impl("autoglm", "CPU", __FILE__, __LINE__,
                                         &implementations) != 0) {
    return false;
  }
  for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
    if (torch.aoti_torch_library_def(definitions, operators[i].schema) != 0 ||
        torch.aoti_torch_library_impl(implementations, operators[i].name, operators[i].kernel) !=
            0) {
      return false;
    }
  }
  return true;
}

// Kernel sets this processor can run, the best one first.
static int usable_sets(const kernel_set **sets) {
  int count = 0;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vnni")) {
    sets[count++] = &kernels_avx512;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("f16c")) {
    sets[count++] = &kernels_avx2;
  }
#endif
  sets[count++] = &kernels_portable;
  return count;
}

// Called by the JVM when it has loaded this library.
EXPORTED int32_t JNI_OnLoad(void *vm, void *reserved) {
  (void)vm, (void)reserved;
  const kernel_set *sets[3];
  usable_sets(sets);
  kernels = sets[0];
  compilers_step_back();
  return find_torch() && define_operators() ? JNI_VERSION_1_8 : -1;
}

// NativeKernels.configure: threads that compute, and which of the usable sets, 0 the best. Returns
// the number of usable sets.
EXPORTED int32_t Java_org_openautoglm_engine_kernel_NativeKernels_configure(void *env, void *type,
                                                                   int32_t threads, int32_t set) {
  (void)env, (void)type;
  const kernel_set *sets[3];
  int count = usable_sets(sets);
  pool_acquire();
  pool_resize(threads);
  kernels = sets[set < 0 || set >= count ? 0 : set];
  pool_release();
  return count;
}
