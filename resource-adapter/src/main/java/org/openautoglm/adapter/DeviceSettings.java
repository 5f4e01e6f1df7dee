// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the adapter's three properties.
 *
 * <ul>
 *   <li>{@code devices}: names separated by commas ({@code cpu,gpu:0}), or {@code auto}: the CPU
 *       and every NVIDIA GPU the driver shows
 *   <li>{@code memory}: {@code 12g} for the CPU, or per device {@code cpu=12g,gpu:0=80g} (suffixes
 *       k, m, g, t, powers of 1024), or {@code auto}: for the CPU 70 % of the machine's or
 *       container's memory less the Java heap. A GPU's memory cannot be known without its driver
 *       library and must be set; a GPU found by {@code auto} without it is left out with a warning.
 *   <li>{@code threads}: of the CPU; 0 is one per processor
 * </ul>
 */
final class DeviceSettings {
  static final String AUTO = "auto";
  private static final String CPU = "cpu";
  private static final Pattern NAME = Pattern.compile("cpu|gpu:\\d{1,3}");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([kmgt]?)b?");
  private static final double CPU_SHARE = 0.7;

  private final Machine machine;

  /** What the machine has, behind an interface so that tests choose it. */
  interface Machine {
    int processors();

    /** Physical memory of the machine or, if smaller, of the container. */
    long memoryBytes();

    long heapBytes();

    /** Numbers of the GPUs the driver shows. */
    List<Integer> gpus();
  }

  DeviceSettings(Machine machine) {
    this.machine = machine;
  }

  /**
   * @throws IllegalArgumentException naming the property, its value and what is allowed
   */
  List<Device> read(String devices, String memory, String threads) {
    boolean auto = isAuto(devices);
    Map<String, Long> sizes = sizes(memory);
    int processors = threads(threads);
    List<Device> result = new ArrayList<>();
    for (String name : names(devices)) {
      if (name.equals(CPU)) {
        result.add(new Device(CPU, processors, sizes.getOrDefault(CPU, cpuMemory())));
      } else if (sizes.containsKey(name)) {
        result.add(new Device(name, processors, sizes.get(name)));
      } else if (auto) {
        AdapterLog.LOG.gpuWithoutMemory(name);
      } else {
        throw new IllegalArgumentException(
            "memory: the memory of "
                + name
                + " is not set; write for example cpu=12g,"
                + name
                + "=80g");
      }
    }
    sizes.keySet().stream()
        .filter(name -> result.stream().noneMatch(device -> device.name().equals(name)))
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "memory: " + name + " is not among the devices '" + devices + "'");
            });
    return List.copyOf(result);
  }

  private List<String> names(String devices) {
    List<String> names = new ArrayList<>();
    if (isAuto(devices)) {
      names.add(CPU);
      machine.gpus().forEach(number -> names.add("gpu:" + number));
      return names;
    }
    for (String name : devices.toLowerCase(Locale.ROOT).split(",", -1)) {
      String stripped = name.strip();
      if (!NAME.matcher(stripped).matches()) {
        throw new IllegalArgumentException(
            "devices: '"
                + stripped
                + "' in '"
                + devices
                + "' is no device; allowed are auto, cpu and gpu:N");
      }
      if (names.contains(stripped)) {
        throw new IllegalArgumentException(
            "devices: " + stripped + " is named twice in '" + devices + "'");
      }
      names.add(stripped);
    }
    return names;
  }

  private static Map<String, Long> sizes(String memory) {
    Map<String, Long> sizes = new HashMap<>();
    if (isAuto(memory)) {
      return sizes;
    }
    for (String part : memory.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] pair = part.strip().split("=", -1);
      String name = pair.length == 1 ? CPU : pair[0].strip();
      Matcher size = SIZE.matcher(pair[pair.length - 1].strip());
      if (pair.length > 2 || !NAME.matcher(name).matches() || !size.matches()) {
        throw new IllegalArgumentException(
            "memory: '"
                + part.strip()
                + "' is not understood; write auto, a size such as 12g, or cpu=12g,gpu:0=80g");
      }
      if (sizes.put(name, bytes(size)) != null) {
        throw new IllegalArgumentException("memory: " + name + " is set twice in '" + memory + "'");
      }
    }
    return sizes;
  }

  private static long bytes(Matcher size) {
    int power = size.group(2).isEmpty() ? 0 : "kmgt".indexOf(size.group(2)) + 1;
    try {
      return Math.multiplyExact(Long.parseLong(size.group(1)), 1L << (10 * power));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "memory: " + size.group() + " is more than can be counted", e);
    }
  }

  private int threads(String threads) {
    String text = threads == null ? "0" : threads.strip();
    if (!text.matches("\\d{1,4}")) {
      throw new IllegalArgumentException(
          "threads: '"
              + threads
              + "' is not understood; write a number, or 0 for one per processor");
    }
    int number = Integer.parseInt(text);
    return number == 0 ? machine.processors() : number;
  }

  private long cpuMemory() {
    return Math.max(0, (long) (CPU_SHARE * machine.memoryBytes()) - machine.heapBytes());
  }

  private static boolean isAuto(String text) {
    return text == null || text.isBlank() || text.strip().equalsIgnoreCase(AUTO);
  }

  /** The machine this JVM runs on. */
  static final class ThisMachine implements Machine {
    private static final Path NODES = Path.of("/dev");

    @Override
    public int processors() {
      return Runtime.getRuntime().availableProcessors();
    }

    @Override
    public long memoryBytes() {
      return ((com.sun.management.OperatingSystemMXBean)
              java.lang.management.ManagementFactory.getOperatingSystemMXBean())
          .getTotalMemorySize();
    }

    @Override
    public long heapBytes() {
      return Runtime.getRuntime().maxMemory();
    }

    @Override
    public List<Integer> gpus() {
      TreeSet<Integer> numbers = new TreeSet<>();
      if (Files.isDirectory(NODES)) {
        try (DirectoryStream<Path> nodes = Files.newDirectoryStream(NODES, "nvidia[0-9]*")) {
          for (Path node : nodes) {
            Arrays.stream(node.getFileName().toString().split("nvidia"))
                .filter(text -> text.matches("\\d{1,3}"))
                .forEach(text -> numbers.add(Integer.parseInt(text)));
          }
        } catch (IOException e) {
          AdapterLog.LOG.gpusUnknown(NODES.toString(), e);
        }
      }
      return List.copyOf(numbers);
    }
  }
}
