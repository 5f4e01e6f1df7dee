// SPDX-License-Identifier: Apache-2.0
// AVX2 with FMA: Haswell, Zen and later.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernels.h"

#pragma GCC target("avx2,fma,f16c")

typedef float vf __attribute__((vector_size(64)));
typedef float vh __attribute__((vector_size(32)));

enum { TOKENS_AT_ONCE = 4 };  // as many as the 16 registers hold

static inline __attribute__((always_inline)) vf load_half(const uint16_t *from) {
  vf v;
  __m256 low = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)from));
  __m256 high = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(from + 8)));
  __builtin_memcpy(&v, &low, sizeof low);
  __builtin_memcpy((char *)&v + sizeof low, &high, sizeof high);
  return v;
}

static inline __attribute__((always_inline)) void store_half(vf v, uint16_t *to) {
  __m256 part[2];
  __builtin_memcpy(part, &v, sizeof v);
  for (int i = 0; i < 2; i++) {
    _mm_storeu_si128((__m128i *)(to + 8 * i),
                     _mm256_cvtps_ph(part[i], _MM_FROUND_TO_NEAREST_INT));
  }
}

static inline __attribute__((always_inline)) void transpose8(__m256 r[8]) {
  __m256 t[8];
  __m256 u[8];
  for (int i = 0; i < 8; i += 2) {
    t[i] = _mm256_unpacklo_ps(r[i], r[i + 1]);
    t[i + 1] = _mm256_unpackhi_ps(r[i], r[i + 1]);
  }
  for (int i = 0; i < 8; i += 4) {
    u[i] = _mm256_shuffle_ps(t[i], t[i + 2], 0x44);
    u[i + 1] = _mm256_shuffle_ps(t[i], t[i + 2], 0xee);
    u[i + 2] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0x44);
    u[i + 3] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0xee);
  }
  for (int i = 0; i < 4; i++) {
    r[i] = _mm256_permute2f128_ps(u[i], u[i + 4], 0x20);
    r[i + 4] = _mm256_permute2f128_ps(u[i], u[i + 4], 0x31);
  }
}

static inline __attribute__((always_inline)) void transpose(vf square[16]) {
  float *cells = (float *)square;
  __m256 quarter[4][8];
  for (int q = 0; q < 4; q++) {
    for (int i = 0; i < 8; i++) {
      quarter[q][i] = _mm256_loadu_ps(cells + (q / 2 * 8 + i) * 16 + q % 2 * 8);
    }
    transpose8(quarter[q]);
  }
  for (int q = 0; q < 4; q++) {
    for (int i = 0; i < 8; i++) {
      _mm256_storeu_ps(cells + (q % 2 * 8 + i) * 16 + q / 2 * 8, quarter[q][i]);
    }
  }
}

// Eight rows of a block against one group of one token. Four bits: products of two columns fit 16
// bits eight times over. Eight bits: the sign goes to the token's values, because unsigned times
// signed would not fit.
static inline __attribute__((always_inline)) __m256i dot(const int bits, const uint8_t *half,
                                                         const int8_t *token, int correction) {
  const __m256i ones = _mm256_set1_epi16(1);
  if (bits == 4) {
    const __m256i low_half = _mm256_set1_epi8(15);
    __m256i sum = _mm256_setzero_si256();
    for (int j = 0; j < 4; j++) {
      int32_t four[2];
      __builtin_memcpy(four, token + 8 * j, 8);
      __m256i loaded = _mm256_loadu_si256((const __m256i *)(half + 64 * j));
      __m256i low = _mm256_and_si256(loaded, low_half);
      __m256i high = _mm256_and_si256(_mm256_srli_epi16(loaded, 4), low_half);
      sum = _mm256_add_epi16(sum, _mm256_maddubs_epi16(low, _mm256_set1_epi32(four[0])));
      sum = _mm256_add_epi16(sum, _mm256_maddubs_epi16(high, _mm256_set1_epi32(four[1])));
    }
    return _mm256_add_epi32(_mm256_madd_epi16(sum, ones), _mm256_set1_epi32(correction));
  }
  const __m256i offset = _mm256_set1_epi8((char)128);
  __m256i sums[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
  for (int j = 0; j < 8; j++) {
    __m256i weight =
        _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)(half + 64 * j)), offset);
    for (int term = 0; term < 2; term++) {
      int32_t four;
      __builtin_memcpy(&four, token + term * GROUP + 4 * j, 4);
      __m256i value = _mm256_sign_epi8(_mm256_set1_epi32(four), weight);
      __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(weight), value);
      sums[term] = _mm256_add_epi32(sums[term], _mm256_madd_epi16(pairs, ones));
    }
  }
  return _mm256_add_epi32(_mm256_slli_epi32(sums[0], 7), sums[1]);
}

static inline __attribute__((always_inline)) void multiply_block(
    const int bits, const int count, const uint8_t *block, const quantised_rows *input, int first,
    __m256 sums[][2]) {
  const int bytes = bits == 4 ? INT4_BLOCK : INT8_BLOCK;
  int groups = input->groups;
  for (int m = 0; m < count; m++) {
    sums[m][0] = sums[m][1] = _mm256_setzero_ps();
  }
  for (int g = 0; g < groups; g++, block += bytes) {
    for (int line = 0; line < bytes - SCALE_BYTES; line += 64) {
      _mm_prefetch((const char *)block + 8 * bytes + line, _MM_HINT_T0);
    }
    const uint16_t *scales = (const uint16_t *)(block + bytes - SCALE_BYTES);
    for (int half = 0; half < 2; half++) {
      __m256 weight_scales =
          _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(scales + 8 * half)));
      for (int m = 0; m < count; m++) {
        int64_t at = (int64_t)(first + m) * groups + g;
        __m256i products =
            dot(bits, block + 32 * half, input->values + at * input->terms * GROUP, input->corrections[at]);
        __m256 scale = _mm256_mul_ps(weight_scales, _mm256_set1_ps(input->scales[at]));
        sums[m][half] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(products), scale, sums[m][half]);
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
