// SPDX-License-Identifier: Apache-2.0
// The computing kernels, once for each instruction set. Every kernel computes a row by itself and
// in one fixed order: the result of a token does not depend on the tokens it is computed with.
#ifndef AUTOGLM_KERNELS_H
#define AUTOGLM_KERNELS_H

#include <stdint.h>

enum {
  BLOCK_ROWS = 16,       // rows of a weight matrix that are interleaved
  GROUP = 32,            // neighbouring weights of a row that share a scale
  SCALE_BYTES = 2 * BLOCK_ROWS,
  INT4_BLOCK = BLOCK_ROWS * GROUP / 2 + SCALE_BYTES,
  INT8_BLOCK = BLOCK_ROWS * GROUP + SCALE_BYTES,
  KEYS = 32,             // keys attention takes at once
  LARGEST = 16,          // where the largest score of a query row is kept, behind partial sums
  STATE = 32,            // floats kept of a query row besides what it has gathered
  AHEAD = 12,            // groups of weights that are fetched before they are needed
  TILE = 8,              // tokens a matrix kernel takes at once, whose values fit the first cache
};

typedef enum { SILU, GELU, GELU_TANH, RELU } activation;

// Activations of some tokens, quantised per token and group of 32. One term of eight bits with
// weights of four bits. With weights of eight bits, whose rounding is as fine as that of a single
// term, two: 128 times the first plus the second; or, in the same place, numbers of 16 bits. Only
// the set that wrote them reads them.
typedef struct {
  int groups;
  int terms;             // 1 or 2
  int8_t *values;        // [tokens][groups][terms][32]
  float *scales;         // [tokens][groups]
  int32_t *corrections;  // [tokens][groups], minus sum of the numbers times the weights' offset
} quantised_rows;

// A packed weight matrix [rows, columns]: blocks of 16 rows and 32 columns. A block holds the
// values and then 16 float16 scales. Four bits: byte 64 j + 4 r + i holds for row r column 8 j + i
// in its lower and column 8 j + 4 + i in its upper half, plus 8. Eight bits: byte 64 j + 4 r + i
// holds column 4 j + i, plus 128.
typedef struct {
  const uint8_t *blocks;
  int bits;              // 4 or 8
  int rows;
  int columns;
} packed_matrix;

typedef struct {
  int heads;             // query heads
  int kv_heads;
  int dim;               // of a head
  int turned;            // first dimensions of a head that are rotated, 0 for none
  int interleaved;       // whether rotated pairs are neighbours, else halves
  float epsilon;         // of the norms of queries and keys
  const float *query_norm; // [dim] or null
  const float *key_norm;   // [dim] or null
} attention_shape;

// Queries of neighbouring tokens of one sequence against one key/value head.
typedef struct {
  const float *queries;  // of the first token, [tokens][heads * dim], scaled
  int query_stride;      // floats between tokens
  int tokens;
  int group;             // query heads per key/value head
  int dim;
  const uint16_t *keys;  // of the sequence's first row, float16, this head
  const uint16_t *values;
  int row_stride;        // elements between rows of the cache
  int past;              // keys before the first token's own
  float *result;         // of the first token, laid out like the queries
  int result_stride;
} attention_tile;

typedef struct {
  const char *name;
  // Quantises a row of the input for weights of these bits, padded with zeros to whole groups. The
  // largest number of a group becomes 127, or 127 * 128 with two terms.
  void (*quantise)(const float *values, int columns, int bits, const quantised_rows *input,
                   int64_t row);
  // result[token][16 * block + r] for tokens first..first+count-1 (count up to TILE) and the blocks
  // from..to-1. Adds the bias unless it is null. The last block may be cut at matrix->rows.
  void (*multiply)(const packed_matrix *matrix, const quantised_rows *input, int first, int count,
                   int from, int to, const float *bias, float *result);
  void (*norm)(const float *row, const float *weight, const float *bias, float epsilon, int centred,
               int width, float *result);
  // result = activation(gate) * up; up is null for the activation alone.
  void (*activate)(const float *gate, const float *up, activation kind, int width, float *result);
  void (*add)(const float *a, const float *b, int64_t count, float *result);
  // Norm and rotation of one head, then times scale; half [turned / 2] of cosines and sines.
  void (*rotate)(const float *head, const float *norm, const attention_shape *shape,
                 const float *cosines, const float *sines, float scale, float *result);
  void (*to_half)(const float *from, int count, uint16_t *to);
  void (*from_half)(const uint16_t *from, int count, float *to);
  // scratch: attention_scratch floats
  void (*attend)(const attention_tile *tile, float *scratch);
} kernel_set;

extern const kernel_set kernels_portable;
#if defined(__x86_64__)
extern const kernel_set kernels_avx2;
extern const kernel_set kernels_avx512;
#endif

// What is added to a weight so that it is stored as an unsigned number.
static inline int weight_offset(int bits) { return bits == 4 ? 8 : 128; }

static inline int terms_for(int bits) { return bits == 4 ? 1 : 2; }

static inline int padded(int dim) { return (dim + 15) & ~15; }

// Writes numbers of 15 bits as two terms.
static inline void store_two_terms(const int32_t numbers[GROUP], int8_t *to) {
  for (int i = 0; i < GROUP; i++) {
    int first = (numbers[i] + 64) >> 7;
    to[i] = (int8_t)first;
    to[GROUP + i] = (int8_t)(numbers[i] - 128 * first);
  }
}

// Floats of scratch that attend needs.
static inline int64_t attention_scratch(int rows, int dim) {
  int64_t wide = padded(dim);
  return 2 * wide * KEYS + rows * (wide + KEYS + STATE);
}

#endif
