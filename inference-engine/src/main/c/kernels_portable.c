// SPDX-License-Identifier: Apache-2.0
// Plain C for every other processor; the compiler's vectors become what there is.
#include <math.h>
#include <string.h>

#include "kernels.h"

#define WIDTH 4

typedef float vf __attribute__((vector_size(4 * WIDTH)));

static float half_to_float(uint16_t half) {
  uint32_t sign = (uint32_t)(half & 0x8000) << 16;
  uint32_t exponent = half >> 10 & 31;
  uint32_t mantissa = half & 0x3ff;
  if (exponent == 0) {
    float tiny = ldexpf((float)mantissa, -24);
    return sign ? -tiny : tiny;
  }
  uint32_t bits = sign | (exponent == 31 ? 0xff : exponent + 112) << 23 | mantissa << 13;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// Rounds to nearest, ties to even; what is too large becomes infinite.
static uint16_t float_to_half(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
  uint32_t size = bits & 0x7fffffff;
  if (size > 0x7f800000) {
    return sign | 0x7e00;
  }
  if (size < 0x38800000) {
    return sign | (uint16_t)lrintf(ldexpf(fabsf(value), 24));
  }
  uint32_t rounded = size + 0xfff + (size >> 13 & 1);
  return rounded >= 0x47800000 ? sign | 0x7c00 : sign | (uint16_t)((rounded - 0x38000000) >> 13);
}

static inline vf load_half(const uint16_t *from) {
  vf v;
  for (int i = 0; i < WIDTH; i++) {
    v[i] = half_to_float(from[i]);
  }
  return v;
}

static inline void store_half(vf v, uint16_t *to) {
  for (int i = 0; i < WIDTH; i++) {
    to[i] = float_to_half(v[i]);
  }
}

static inline void transpose(vf square[WIDTH]) {
  for (int i = 0; i < WIDTH; i++) {
    for (int j = 0; j < i; j++) {
      float cell = square[i][j];
      square[i][j] = square[j][i];
      square[j][i] = cell;
    }
  }
}

static int weight_at(const packed_matrix *matrix, const uint8_t *block, int row, int column) {
  if (matrix->bits == 8) {
    return block[column / 4 * 64 + row * 4 + column % 4] - 128;
  }
  uint8_t pair = block[column / 8 * 64 + row * 4 + column % 4];
  return (column % 8 < 4 ? pair & 15 : pair >> 4) - 8;
}

static void multiply(const packed_matrix *matrix, const quantised_rows *input, int first,
                     int count, int from, int to, const float *bias, float *result) {
  int bytes = matrix->bits == 4 ? INT4_BLOCK : INT8_BLOCK;
  for (int n = from; n < to; n++) {
    for (int r = 0; r < BLOCK_ROWS && n * BLOCK_ROWS + r < matrix->rows; r++) {
      float sums[TILE] = {0};
      for (int g = 0; g < input->groups; g++) {
        const uint8_t *block = matrix->blocks + ((int64_t)n * input->groups + g) * bytes;
        int weights[GROUP];
        for (int k = 0; k < GROUP; k++) {
          weights[k] = weight_at(matrix, block, r, k);
        }
        uint16_t half;
        memcpy(&half, block + bytes - SCALE_BYTES + 2 * r, sizeof half);
        float scale = half_to_float(half);
        for (int m = 0; m < count; m++) {
          int64_t at = (int64_t)(first + m) * input->groups + g;
          int dot = 0;
          for (int term = 0; term < input->terms; term++) {
            const int8_t *values = input->values + (at * input->terms + term) * GROUP;
            dot *= 128;
            for (int k = 0; k < GROUP; k++) {
              dot += weights[k] * values[k];
            }
          }
          sums[m] += (float)dot * (scale * input->scales[at]);
        }
      }
      int row = n * BLOCK_ROWS + r;
      for (int m = 0; m < count; m++) {
        result[(int64_t)(first + m) * matrix->rows + row] =
            bias == NULL ? sums[m] : sums[m] + bias[row];
      }
    }
  }
}

#define store_wide store_two_terms
#include "body.h"

const kernel_set kernels_portable = KERNEL_SET("portable");
