// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.torchscript;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive that holds one object of one class.
 *
 * <p>The format is the one {@code torch::jit::load} reads: a stored zip with {@code data.pkl}
 * (pickle protocol 2 of the object and its attributes), {@code constants.pkl} (an empty tuple),
 * {@code version}, and {@code code/__torch__.py} with the class. Source: PyTorch, {@code
 * torch/csrc/jit/docs/serialization.md}.
 */
public final class ScriptArchive {
  /** The version libtorch 2 writes: operators have their present signatures. */
  private static final String VERSION = "10\n";

  private ScriptArchive() {}

  /**
   * @param className name of the class
   * @param tensorLists attributes of type {@code List[Tensor]}, empty to begin with
   * @param methods source text of the methods, indented by two spaces
   * @return the bytes of the archive
   */
  public static byte[] write(String className, List<String> tensorLists, String methods) {
    StringBuilder code = new StringBuilder();
    code.append("class ").append(className).append("(Module):\n");
    code.append("  __parameters__ = []\n  __buffers__ = []\n  training : bool\n");
    for (String attribute : tensorLists) {
      code.append("  ").append(attribute).append(" : List[Tensor]\n");
    }
    code.append(methods);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      entry(zip, "data.pkl", object(className, tensorLists));
      entry(zip, "code/__torch__.py", code.toString().getBytes(StandardCharsets.UTF_8));
      entry(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      entry(zip, "version", VERSION.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry("archive/" + name);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setCrc(crc.getValue());
    entry.setSize(content.length);
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] object(String className, List<String> tensorLists) {
    Pickle pickle = new Pickle();
    pickle.opcode(0x80).opcode(2);
    pickle.text("c__torch__\n" + className + "\n)").opcode(0x81).text("}(");
    pickle.string("training").opcode(0x89);
    for (String attribute : tensorLists) {
      pickle.string(attribute);
      pickle.text("ctorch.jit._pickle\nbuild_tensorlist\n]").opcode(0x85).text("R");
    }
    pickle.text("ub.");
    return pickle.bytes.toByteArray();
  }

  /** The few opcodes of pickle protocol 2 that are needed. */
  private static final class Pickle {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Pickle opcode(int code) {
      bytes.write(code);
      return this;
    }

    Pickle text(String text) {
      bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
      return this;
    }

    /** BINUNICODE: length as four bytes, little endian. */
    Pickle string(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      bytes.write('X');
      for (int shift = 0; shift < 32; shift += 8) {
        bytes.write(utf8.length >>> shift);
      }
      bytes.writeBytes(utf8);
      return this;
    }
  }
}
