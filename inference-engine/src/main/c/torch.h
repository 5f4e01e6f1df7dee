// SPDX-License-Identifier: Apache-2.0
// The part of libtorch's stable C interface that is used here, declared by ourselves so that no
// header of libtorch is needed to compile. Source: PyTorch 2.7,
// torch/csrc/inductor/aoti_torch/c/shim.h.
#ifndef AUTOGLM_TORCH_H
#define AUTOGLM_TORCH_H

#include <stdbool.h>
#include <stdint.h>

typedef struct AtenTensorOpaque *tensor;
typedef struct TorchLibraryOpaque *library;

// Arguments come and the result goes through one array; a kernel owns the tensors in it.
typedef void (*boxed_kernel)(uint64_t *stack, uint64_t arguments, uint64_t results);

// Number formats (c10::ScalarType) and devices as libtorch numbers them.
enum { UINT8 = 0, INT64 = 4, FLOAT16 = 5, FLOAT32 = 6, BFLOAT16 = 15 };
enum { CPU = 0 };

typedef struct {
  int32_t (*aoti_torch_get_data_ptr)(tensor, void **);
  int32_t (*aoti_torch_get_dim)(tensor, int64_t *);
  int32_t (*aoti_torch_get_sizes)(tensor, int64_t **);
  int32_t (*aoti_torch_get_strides)(tensor, int64_t **);
  int32_t (*aoti_torch_get_dtype)(tensor, int32_t *);
  int32_t (*aoti_torch_empty_strided)(int64_t, const int64_t *, const int64_t *, int32_t, int32_t,
                                      int32_t, tensor *);
  int32_t (*aoti_torch_delete_tensor_object)(tensor);
  int32_t (*aoti_torch_library_init_fragment)(const char *, const char *, uint32_t, library *);
  int32_t (*aoti_torch_library_init_impl)(const char *, const char *, const char *, uint32_t,
                                          library *);
  int32_t (*aoti_torch_library_def)(library, const char *);
  int32_t (*aoti_torch_library_impl)(library, const char *, boxed_kernel);
  void (*aoti_torch_check)(bool, const char *, const char *, uint32_t, const char *);
} torch_interface;

#endif
