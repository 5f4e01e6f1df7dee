// SPDX-License-Identifier: Apache-2.0
// AVX2 with FMA: Haswell, Zen and later.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernels.h"

#pragma GCC target("avx2,fma,f16c")

enum { TOKENS_AT_ONCE = 4 };  // as many as the 16 registers hold

#define WIDTH 8

typedef float vf __attribute__((vector_size(4 * WIDTH)));

static inline __attribute__((always_inline)) vf load_half(const uint16_t *from) {
  return (vf)_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)from));
}

static inline __attribute__((always_inline)) void store_half(vf v, uint16_t *to) {
  _mm_storeu_si128((__m128i *)to, _mm256_cvtps_ph((__m256)v, _MM_FROUND_TO_NEAREST_INT));
}

// Three rounds, each exchanging blocks of 1, 2 and 4 elements between pairs of rows.
static inline __attribute__((always_inline)) void transpose(vf square[WIDTH]) {
  __m256 t[8];
  __m256 u[8];
  for (int i = 0; i < 8; i += 2) {
    t[i] = _mm256_unpacklo_ps((__m256)square[i], (__m256)square[i + 1]);
    t[i + 1] = _mm256_unpackhi_ps((__m256)square[i], (__m256)square[i + 1]);
  }
  for (int i = 0; i < 8; i += 4) {
    u[i] = _mm256_shuffle_ps(t[i], t[i + 2], 0x44);
    u[i + 1] = _mm256_shuffle_ps(t[i], t[i + 2], 0xee);
    u[i + 2] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0x44);
    u[i + 3] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0xee);
  }
  for (int i = 0; i < 4; i++) {
    square[i] = (vf)_mm256_permute2f128_ps(u[i], u[i + 4], 0x20);
    square[i + 4] = (vf)_mm256_permute2f128_ps(u[i], u[i + 4], 0x31);
  }
}

// Numbers of 15 bits are kept whole, in the order in which weights of eight bits are unpacked.
static void store_wide(const int32_t numbers[GROUP], int8_t *to) {
  int16_t wide[GROUP];
  for (int i = 0; i < GROUP; i += 4) {
    wide[i] = (int16_t)numbers[i];
    wide[i + 1] = (int16_t)numbers[i + 2];
    wide[i + 2] = (int16_t)numbers[i + 1];
    wide[i + 3] = (int16_t)numbers[i + 3];
  }
  __builtin_memcpy(to, wide, sizeof wide);
}

static inline __attribute__((always_inline)) __m256i broadcast(const int8_t *from) {
  int32_t four;
  __builtin_memcpy(&four, from, sizeof four);
  return _mm256_set1_epi32(four);
}

// A block against count tokens. Weights are unpacked once for all of them, and a token's values are
// loaded once for both halves of the rows. Four bits: unsigned bytes times signed ones, whose
// products fit 16 bits eight times over. Eight bits: unsigned numbers of 16 bits times signed ones
// of 15. Products are summed as integers within a group and as floats over the groups.
static inline __attribute__((always_inline)) void multiply_block(
    const int bits, const int count, const uint8_t *block, const quantised_rows *input, int first,
    __m256 sums[][2]) {
  const int bytes = bits == 4 ? INT4_BLOCK : INT8_BLOCK;
  const int group_bytes = GROUP * (bits == 4 ? 1 : 2);
  const int shift = bits == 4 ? 4 : 8;
  const __m256i low_part = bits == 4 ? _mm256_set1_epi8(15) : _mm256_set1_epi16(255);
  int64_t groups = input->groups;
  const int8_t *values = input->values + first * groups * group_bytes;
  const float *scales = input->scales + first * groups;
  const int32_t *corrections = input->corrections + first * groups;
  for (int m = 0; m < count; m++) {
    sums[m][0] = sums[m][1] = _mm256_setzero_ps();
  }
  for (int64_t g = 0; g < groups; g++, block += bytes) {
    __m256i dots[TOKENS_AT_ONCE][2];
    for (int m = 0; m < count; m++) {
      dots[m][0] = dots[m][1] = _mm256_setzero_si256();
    }
#pragma GCC unroll 8
    for (int line = 0; line < bytes - SCALE_BYTES; line += 64) {
      // the hardware prefetcher stops at each page
      _mm_prefetch((const char *)block + AHEAD * bytes + line, _MM_HINT_T0);
      __m256i low[2];
      __m256i high[2];
      for (int half = 0; half < 2; half++) {
        __m256i loaded = _mm256_loadu_si256((const __m256i *)(block + line + 32 * half));
        low[half] = _mm256_and_si256(loaded, low_part);
        high[half] = _mm256_srli_epi16(loaded, shift);
        if (bits == 4) {
          high[half] = _mm256_and_si256(high[half], low_part);
        }
      }
#pragma GCC unroll 4
      for (int m = 0; m < count; m++) {
        const int8_t *token = values + (m * groups + g) * group_bytes + line / 8;
        __m256i one = broadcast(token);
        __m256i two = broadcast(token + 4);
        for (int half = 0; half < 2; half++) {
          __m256i *dot = &dots[m][half];
          if (bits == 4) {
            *dot = _mm256_add_epi16(*dot, _mm256_maddubs_epi16(low[half], one));
            *dot = _mm256_add_epi16(*dot, _mm256_maddubs_epi16(high[half], two));
          } else {
            *dot = _mm256_add_epi32(*dot, _mm256_madd_epi16(low[half], one));
            *dot = _mm256_add_epi32(*dot, _mm256_madd_epi16(high[half], two));
          }
          // keeps the compiler from adding in another order, for which it lacks registers
          __asm__("" : "+x"(*dot));
        }
      }
    }
    const uint16_t *block_scales = (const uint16_t *)(block + bytes - SCALE_BYTES);
    for (int half = 0; half < 2; half++) {
      __m256 weight_scales =
          _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(block_scales + 8 * half)));
      for (int m = 0; m < count; m++) {
        int64_t at = m * groups + g;
        __m256i whole = dots[m][half];
        if (bits == 4) {
          whole = _mm256_madd_epi16(whole, _mm256_set1_epi16(1));
        }
        whole = _mm256_add_epi32(whole, _mm256_set1_epi32(corrections[at]));
        __m256 scale = _mm256_mul_ps(weight_scales, _mm256_set1_ps(scales[at]));
        sums[m][half] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(whole), scale, sums[m][half]);
      }
    }
  }
}

static inline __attribute__((always_inline)) void multiply_some(
    const int bits, const int count, const packed_matrix *matrix, const quantised_rows *input,
    int first, int n, const float *bias, float *result) {
  int64_t block_bytes = (int64_t)input->groups * (bits == 4 ? INT4_BLOCK : INT8_BLOCK);
  __m256 sums[TOKENS_AT_ONCE][2];
  multiply_block(bits, count, matrix->blocks + n * block_bytes, input, first, sums);
  int row = n * BLOCK_ROWS;
  int left = matrix->rows - row < BLOCK_ROWS ? matrix->rows - row : BLOCK_ROWS;
  for (int m = 0; m < count; m++) {
    float whole[BLOCK_ROWS];
    _mm256_storeu_ps(whole, sums[m][0]);
    _mm256_storeu_ps(whole + 8, sums[m][1]);
    float *to = result + (int64_t)(first + m) * matrix->rows + row;
    for (int r = 0; r < left; r++) {
      to[r] = bias == NULL ? whole[r] : whole[r] + bias[row + r];
    }
  }
}

#define COUNT(n)                                                              \
  case n:                                                                     \
    if (matrix->bits == 4) {                                                  \
      multiply_some(4, n, matrix, input, first + m, block, bias, result);     \
    } else {                                                                  \
      multiply_some(8, n, matrix, input, first + m, block, bias, result);     \
    }                                                                         \
    break;

static void multiply(const packed_matrix *matrix, const quantised_rows *input, int first,
                     int count, int from, int to, const float *bias, float *result) {
  for (int block = from; block < to; block++) {
    for (int m = 0; m < count; m += TOKENS_AT_ONCE) {
      switch (count - m < TOKENS_AT_ONCE ? count - m : TOKENS_AT_ONCE) {
        COUNT(1) COUNT(2) COUNT(3) COUNT(4)
      }
    }
  }
}

#include "body.h"

const kernel_set kernels_avx2 = KERNEL_SET("avx2");
#endif
