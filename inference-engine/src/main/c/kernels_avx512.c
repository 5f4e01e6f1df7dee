// SPDX-License-Identifier: Apache-2.0
// AVX-512 with VNNI: Ice Lake, Zen 4 and later.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernels.h"

#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx2,fma,f16c")

enum {
  PAIR = 2,    // blocks that share a token's values
  ALONE = 4,   // tokens up to which memory sets the pace, which is read faster one block at a time
};

#define WIDTH 16

typedef float vf __attribute__((vector_size(4 * WIDTH)));

static inline __attribute__((always_inline)) vf load_half(const uint16_t *from) {
  return (vf)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)from));
}

static inline __attribute__((always_inline)) void store_half(vf v, uint16_t *to) {
  _mm256_storeu_si256((__m256i *)to, _mm512_cvtps_ph((__m512)v, _MM_FROUND_TO_NEAREST_INT));
}

// Four rounds, each exchanging blocks of 1, 2, 4 and 8 elements between pairs of rows.
static inline __attribute__((always_inline)) void transpose(vf square[WIDTH]) {
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

// Some neighbouring blocks of 16 rows against count tokens. The weights of a group are unpacked once
// for all tokens, and a token's values are loaded once for all blocks; the sums of blocks and terms
// take turns, so that none waits for its own last product. Products are summed as integers within a
// group and as floats over the groups.
static inline __attribute__((always_inline)) void multiply_blocks(
    const int bits, const int count, const int some, const uint8_t *blocks, int64_t block_bytes,
    const quantised_rows *input, int first, __m512 sums[PAIR][TILE]) {
  const int vectors = bits == 4 ? 4 : 8;
  const int bytes = bits == 4 ? INT4_BLOCK : INT8_BLOCK;
  const int terms = bits == 4 ? 1 : 2;
  const __m512i low_half = _mm512_set1_epi8(15);
  int64_t groups = input->groups;
  const int8_t *values = input->values + first * groups * terms * GROUP;
  const float *scales = input->scales + first * groups;
  const int32_t *corrections = input->corrections + first * groups;
  for (int b = 0; b < some; b++) {
    for (int m = 0; m < count; m++) {
      sums[b][m] = _mm512_setzero_ps();
    }
  }
  for (int64_t g = 0; g < groups; g++) {
    __m512i weight[PAIR][8];
    __m512 weight_scales[PAIR];
    for (int b = 0; b < some; b++) {
      const uint8_t *group = blocks + b * block_bytes + g * bytes;
      // where this block ends, the one that comes after the pair begins
      const uint8_t *coming =
          group + AHEAD * bytes + (g + AHEAD < groups ? 0 : (some - 1) * block_bytes);
      for (int j = 0; j < vectors; j++) {
        // the hardware prefetcher stops at each page, and a group is used up within few cycles
        _mm_prefetch((const char *)coming + 64 * j, _MM_HINT_T0);
        __m512i loaded = _mm512_loadu_si512(group + 64 * j);
        if (bits == 4) {
          weight[b][2 * j] = _mm512_and_si512(loaded, low_half);
          weight[b][2 * j + 1] = _mm512_and_si512(_mm512_srli_epi16(loaded, 4), low_half);
        } else {
          weight[b][j] = loaded;
        }
      }
      weight_scales[b] =
          _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(group + 64 * vectors)));
    }
#pragma GCC unroll 8
    for (int m = 0; m < count; m++) {
      const int8_t *token = values + (m * groups + g) * terms * GROUP;
      __m512i dot[PAIR][2];
      for (int b = 0; b < some; b++) {
        dot[b][terms - 1] = _mm512_set1_epi32(corrections[m * groups + g]);
        if (terms == 2) {
          dot[b][0] = _mm512_setzero_si512();
        }
      }
#pragma GCC unroll 8
      for (int j = 0; j < 8; j++) {
        for (int term = 0; term < terms; term++) {
          int32_t four;
          __builtin_memcpy(&four, token + term * GROUP + 4 * j, 4);
          for (int b = 0; b < some; b++) {
            dot[b][term] = _mm512_dpbusd_epi32(dot[b][term], weight[b][j], _mm512_set1_epi32(four));
          }
        }
      }
      __m512 token_scale = _mm512_set1_ps(scales[m * groups + g]);
      for (int b = 0; b < some; b++) {
        __m512i whole = terms == 1 ? dot[b][0]
                                   : _mm512_add_epi32(dot[b][1], _mm512_slli_epi32(dot[b][0], 7));
        __m512 scale = _mm512_mul_ps(weight_scales[b], token_scale);
        sums[b][m] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(whole), scale, sums[b][m]);
      }
    }
  }
}

static inline __attribute__((always_inline)) void multiply_some(
    const int bits, const int count, const int some, const packed_matrix *matrix,
    const quantised_rows *input, int first, int n, const float *bias, float *result) {
  int64_t block_bytes = (int64_t)input->groups * (bits == 4 ? INT4_BLOCK : INT8_BLOCK);
  __m512 sums[PAIR][TILE];
  multiply_blocks(bits, count, some, matrix->blocks + n * block_bytes, block_bytes, input, first,
                  sums);
  for (int b = 0; b < some; b++) {
    int row = (n + b) * BLOCK_ROWS;
    int left = matrix->rows - row;
    __mmask16 there = left >= BLOCK_ROWS ? 0xffff : (__mmask16)((1u << left) - 1);
    __m512 offset = bias == NULL ? _mm512_setzero_ps() : _mm512_maskz_loadu_ps(there, bias + row);
    for (int m = 0; m < count; m++) {
      _mm512_mask_storeu_ps(result + (int64_t)(first + m) * matrix->rows + row, there,
                            _mm512_add_ps(sums[b][m], offset));
    }
  }
}

static inline __attribute__((always_inline)) void multiply_tile(
    const int bits, const int count, const packed_matrix *matrix, const quantised_rows *input,
    int first, int from, int to, const float *bias, float *result) {
  int n = from;
  for (; count > ALONE && n + PAIR <= to; n += PAIR) {
    multiply_some(bits, count, PAIR, matrix, input, first, n, bias, result);
  }
  for (; n < to; n++) {
    multiply_some(bits, count, 1, matrix, input, first, n, bias, result);
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
  }
}

#define store_wide store_two_terms
#include "body.h"

const kernel_set kernels_avx512 = KERNEL_SET("avx512-vnni");
#endif
