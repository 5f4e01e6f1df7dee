// SPDX-License-Identifier: Apache-2.0
// AVX-512 with VNNI: Ice Lake, Zen 4 and later.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernels.h"

#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx2,fma,f16c")

typedef float vf __attribute__((vector_size(64)));

static inline __attribute__((always_inline)) vf load_half(const uint16_t *from) {
  return (vf)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)from));
}

static inline __attribute__((always_inline)) void store_half(vf v, uint16_t *to) {
  _mm256_storeu_si256((__m256i *)to, _mm512_cvtps_ph((__m512)v, _MM_FROUND_TO_NEAREST_INT));
}

// Four rounds, each exchanging blocks of 1, 2, 4 and 8 elements between pairs of rows.
static inline __attribute__((always_inline)) void transpose(vf square[16]) {
  __m512 t[16];
  for (int i = 0; i < 16; i += 2) {
    t[i] = _mm512_unpacklo_ps((__m512)square[i], (__m512)square[i + 1]);
    t[i + 1] = _mm512_unpackhi_ps((__m512)square[i], (__m512)square[i + 1]);
  }
  __m512d u[16];
  for (int i = 0; i < 16; i += 4) {
    for (int j = 0; j < 2; j++) {
      __m512d a = _mm512_castps_pd(t[i + j]);
      __m512d b = _mm512_castps_pd(t[i + j + 2]);
      u[i + 2 * j] = _mm512_unpacklo_pd(a, b);
      u[i + 2 * j + 1] = _mm512_unpackhi_pd(a, b);
    }
  }
  for (int j = 0; j < 4; j++) {
    __m512 a = _mm512_castpd_ps(u[j]);
    __m512 b = _mm512_castpd_ps(u[j + 4]);
    __m512 c = _mm512_castpd_ps(u[j + 8]);
    __m512 d = _mm512_castpd_ps(u[j + 12]);
    __m512 ab_even = _mm512_shuffle_f32x4(a, b, 0x88);
    __m512 ab_odd = _mm512_shuffle_f32x4(a, b, 0xdd);
    __m512 cd_even = _mm512_shuffle_f32x4(c, d, 0x88);
    __m512 cd_odd = _mm512_shuffle_f32x4(c, d, 0xdd);
    square[j] = (vf)_mm512_shuffle_f32x4(ab_even, cd_even, 0x88);
    square[j + 8] = (vf)_mm512_shuffle_f32x4(ab_even, cd_even, 0xdd);
    square[j + 4] = (vf)_mm512_shuffle_f32x4(ab_odd, cd_odd, 0x88);
    square[j + 12] = (vf)_mm512_shuffle_f32x4(ab_odd, cd_odd, 0xdd);
  }
}

// Adds the products of 16 rows of a group with a token's values.
static inline __attribute__((always_inline)) __m512i products(__m512i sum, const __m512i weight[8],
                                                              const int8_t *values) {
#pragma GCC unroll 8
  for (int j = 0; j < 8; j++) {
    int32_t four;
    __builtin_memcpy(&four, values + 4 * j, 4);
    sum = _mm512_dpbusd_epi32(sum, weight[j], _mm512_set1_epi32(four));
  }
  return sum;
}

// One block of 16 rows against count tokens. The weights of a group are unpacked once for all of
// them; each token's products are summed as integers within a group and as floats over the groups.
static inline __attribute__((always_inline)) void multiply_block(
    const int bits, const int count, const uint8_t *block, const quantised_rows *input, int first,
    __m512 *sums) {
  const int vectors = bits == 4 ? 4 : 8;
  const int bytes = bits == 4 ? INT4_BLOCK : INT8_BLOCK;
  const int terms = bits == 4 ? 1 : 2;
  const __m512i low_half = _mm512_set1_epi8(15);
  int groups = input->groups;
  const int8_t *values = input->values + (int64_t)first * groups * terms * GROUP;
  const float *scales = input->scales + (int64_t)first * groups;
  const int32_t *corrections = input->corrections + (int64_t)first * groups;
  for (int m = 0; m < count; m++) {
    sums[m] = _mm512_setzero_ps();
  }
  for (int g = 0; g < groups; g++, block += bytes) {
    __m512i weight[8];
    for (int j = 0; j < vectors; j++) {
      // the hardware prefetcher stops at each page, and a group is used up within few cycles
      _mm_prefetch((const char *)block + 8 * bytes + 64 * j, _MM_HINT_T0);
      __m512i loaded = _mm512_loadu_si512(block + 64 * j);
      if (bits == 4) {
        weight[2 * j] = _mm512_and_si512(loaded, low_half);
        weight[2 * j + 1] = _mm512_and_si512(_mm512_srli_epi16(loaded, 4), low_half);
      } else {
        weight[j] = loaded;
      }
    }
    __m512 weight_scales =
        _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(block + 64 * vectors)));
#pragma GCC unroll 16
    for (int m = 0; m < count; m++) {
      const int8_t *token = values + ((int64_t)m * groups + g) * terms * GROUP;
      __m512i dot = _mm512_set1_epi32(corrections[(int64_t)m * groups + g]);
      if (terms == 2) {
        __m512i coarse = products(_mm512_setzero_si512(), weight, token);
        dot = _mm512_add_epi32(dot, _mm512_slli_epi32(coarse, 7));
      }
      dot = products(dot, weight, token + (terms - 1) * GROUP);
      __m512 scale =
          _mm512_mul_ps(weight_scales, _mm512_set1_ps(scales[(int64_t)m * groups + g]));
      sums[m] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(dot), scale, sums[m]);
    }
  }
}

static inline __attribute__((always_inline)) void multiply_tile(
    const int bits, const int count, const packed_matrix *matrix, const quantised_rows *input,
    int first, int from, int to, const float *bias, float *result) {
  int64_t block_bytes = (int64_t)input->groups * (bits == 4 ? INT4_BLOCK : INT8_BLOCK);
  for (int n = from; n < to; n++) {
    __m512 sums[TILE];
    multiply_block(bits, count, matrix->blocks + n * block_bytes, input, first, sums);
    int row = n * BLOCK_ROWS;
    int left = matrix->rows - row;
    __mmask16 there = left >= BLOCK_ROWS ? 0xffff : (__mmask16)((1u << left) - 1);
    __m512 offset = bias == NULL ? _mm512_setzero_ps() : _mm512_maskz_loadu_ps(there, bias + row);
    for (int m = 0; m < count; m++) {
      _mm512_mask_storeu_ps(result + (int64_t)(first + m) * matrix->rows + row, there,
                            _mm512_add_ps(sums[m], offset));
    }
  }
}

#define COUNT(n)                                                                             \
  case n:                                                                                    \
    if (matrix->bits == 4) {                                                                 \
      multiply_tile(4, n, matrix, input, first, from, to, bias, result);                     \
    } else {                                                                                 \
      multiply_tile(8, n, matrix, input, first, from, to, bias, result);                     \
    }                                                                                        \
    break;

static void multiply(const packed_matrix *matrix, const quantised_rows *input, int first,
                     int count, int from, int to, const float *bias, float *result) {
  switch (count) {
    COUNT(1) COUNT(2) COUNT(3) COUNT(4) COUNT(5) COUNT(6) COUNT(7) COUNT(8)
    COUNT(9) COUNT(10) COUNT(11) COUNT(12) COUNT(13) COUNT(14) COUNT(15) COUNT(16)
  }
}

#include "body.h"

const kernel_set kernels_avx512 = KERNEL_SET("avx512-vnni");
#endif
