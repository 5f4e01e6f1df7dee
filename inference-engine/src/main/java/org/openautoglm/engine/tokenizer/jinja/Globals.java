// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions every template has. */
final class Globals {
  /** As in Jinja2's sandbox. */
  private static final long LONGEST_RANGE = 100_000;

  static final Map<String, Function> ALL =
      Map.of(
          "range", Globals::range,
          "dict", Globals::dict,
          "namespace", (rendering, arguments) -> new Namespace(dict(rendering, arguments)),
          "joiner", Globals::joiner,
          "cycler", Globals::cycler,
          "raise_exception", Globals::raiseException,
          "strftime_now", Globals::strftimeNow);

  private Globals() {}

  private static Object range(Rendering rendering, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("range", 1, "start", "stop", "step");
    boolean single = !bound.has(1);
    long start = single ? 0 : bound.integer(0, 0);
    long stop = bound.integer(single ? 0 : 1, 0);
    long step = bound.integer(2, 1);
    if (step == 0) {
      throw JinjaException.failure("range() arg 3 must not be zero");
    }
    double count = Math.ceil(((double) stop - start) / step);
    if (count > LONGEST_RANGE) {
      throw JinjaException.failure(
          "Range too big. The sandbox blocks ranges larger than MAX_RANGE ("
              + LONGEST_RANGE
              + ").");
    }
    List<Object> values = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      values.add(start + i * step);
    }
    return values;
  }

  private static Map<String, Object> dict(Rendering rendering, Arguments arguments) {
    Map<String, Object> dict = new LinkedHashMap<>();
    for (Object source : arguments.positional()) {
      if (source instanceof Map<?, ?> map) {
        map.forEach((key, value) -> dict.put(Printer.text(key, rendering), value));
      } else {
        for (Object pair : Values.iterate(source, rendering)) {
          List<Object> entry = Values.iterate(pair, rendering);
          if (entry.size() != 2) {
            throw JinjaException.failure("dict() takes pairs of key and value");
          }
          dict.put(Printer.text(entry.get(0), rendering), entry.get(1));
        }
      }
    }
    dict.putAll(arguments.named());
    return dict;
  }

  private static Object joiner(Rendering ignored, Arguments arguments) {
    String separator = arguments.bind("joiner", 0, "sep").text(0, ", ");
    boolean[] used = {false};
    return (Function)
        (rendering, none) -> {
          String text = used[0] ? separator : "";
          used[0] = true;
          return text;
        };
  }

  private static Object cycler(Rendering rendering, Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      throw JinjaException.failure("at least one item has to be provided");
    }
    return new Cycler(arguments.positional());
  }

  private static final class Cycler implements Attributed {
    private final List<Object> items;
    private int position;

    Cycler(List<Object> items) {
      this.items = items;
    }

    @Override
    public Object attribute(String name) {
      return switch (name) {
        case "current" -> items.get(position);
        case "next" ->
            (Function)
                (rendering, arguments) -> {
                  Object item = items.get(position);
                  position = (position + 1) % items.size();
                  return item;
                };
        case "reset" ->
            (Function)
                (rendering, arguments) -> {
                  position = 0;
                  return null;
                };
        default -> new Undefined("'Cycler object' has no attribute '" + name + "'");
      };
    }
  }

  private static Object raiseException(Rendering rendering, Arguments arguments) {
    Object message = arguments.bind("raise_exception", 1, "message").get(0);
    throw JinjaException.raised(Printer.text(message, rendering));
  }

  private static Object strftimeNow(Rendering rendering, Arguments arguments) {
    String format = arguments.bind("strftime_now", 1, "format").text(0, "");
    LocalDateTime now = ZonedDateTime.now(rendering.clock()).toLocalDateTime();
    return Strftime.format(format, now);
  }
}
