package org.chainrule.callbacks;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.chainrule.backend.Check;

/**
 * A file of events that TensorBoard reads. It is a row of records (TensorFlow's TFRecord), each a
 * message of type Event in the encoding of Protocol Buffers; the numbers of the fields are those of
 * TensorFlow's {@code event.proto} and {@code summary.proto}.
 */
final class EventFile {
  private static final AtomicInteger COUNT = new AtomicInteger(); // of files in this process

  private final Path file;
  private boolean begun;

  /** A file in a folder, under a name as TensorFlow gives; made with the first event. */
  EventFile(Path folder) {
    file = folder.resolve(name(System.currentTimeMillis() / 1000, host()));
  }

  static String name(long seconds, String host) {
    return Check.message(
        "events.out.tfevents.%010d.%s.%d.%d.v2",
        seconds,
        host.replaceAll("[^\\w.-]", "_"),
        ProcessHandle.current().pid(),
        COUNT.getAndIncrement());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** Adds events of one moment. */
  void write(byte[]... events) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    if (!begun) {
      Output.requireFolder(TensorBoard.WHO, file.toAbsolutePath().getParent());
      all.writeBytes(record(version(now())));
    }
    for (byte[] event : events) {
      all.writeBytes(record(event));
    }
    Output.write(
        TensorBoard.WHO,
        file,
        all.toByteArray(),
        begun ? StandardOpenOption.APPEND : StandardOpenOption.CREATE_NEW);
    begun = true;
  }

  /** The time that events bear: seconds since 1970. */
  static double now() {
    return System.currentTimeMillis() * 1e-3;
  }

  // ---- records

  /** length (8 bytes), its checksum (4), the bytes, their checksum (4). */
  static byte[] record(byte[] event) {
    ByteBuffer record =
        ByteBuffer.allocate(event.length + 16).order(ByteOrder.LITTLE_ENDIAN).putLong(event.length);
    return record
        .putInt(checksum(record.array(), 8))
        .put(event)
        .putInt(checksum(event, event.length))
        .array();
  }

  /** CRC-32C of the first n bytes, turned by 15 bits and moved on by a constant. */
  static int checksum(byte[] bytes, int n) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, n);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  // ---- events: 1 wall_time, 2 step, 3 file_version, 5 summary { 1 value }

  static byte[] version(double time) {
    return new Message().number(1, time).bytes(3, utf8("brain.Event:2")).toBytes();
  }

  /** value: 1 tag, 2 simple_value. */
  static byte[] scalar(double time, long step, String tag, double value) {
    return event(time, step, new Message().bytes(1, utf8(tag)).single(2, (float) value));
  }

  /**
   * value: 1 tag, 5 histo { 1 min, 2 max, 3 num, 4 sum, 5 sum_squares, 6 bucket_limit, 7 bucket }.
   */
  static byte[] histogram(double time, long step, String tag, Histogram h) {
    Message histo =
        new Message()
            .number(1, h.min())
            .number(2, h.max())
            .number(3, (double) h.count())
            .number(4, h.sum())
            .number(5, h.sumOfSquares())
            .numbers(6, h.limits())
            .numbers(7, h.counts());
    return event(time, step, new Message().bytes(1, utf8(tag)).bytes(5, histo.toBytes()));
  }

  private static byte[] event(double time, long step, Message value) {
    byte[] summary = new Message().bytes(1, value.toBytes()).toBytes();
    return new Message().number(1, time).whole(2, step).bytes(5, summary).toBytes();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A message of Protocol Buffers: fields, each with a tag of its number and kind. As in proto3 a
   * number that is 0 is left out; but for a figure, which is one of several kinds of value.
   */
  private static final class Message {
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH = 2;
    private static final int FOUR_BYTES = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Message tag(int field, int kind) {
      return varint((long) field << 3 | kind);
    }

    /** Seven bits a byte, the lowest first; the eighth says that more follow. */
    private Message varint(long value) {
      long rest = value;
      for (; rest >>> 7 != 0; rest >>>= 7) {
        out.write((int) (rest | 0x80));
      }
      out.write((int) rest);
      return this;
    }

    /** The lowest byte first. */
    private Message fixed(long bits, int bytes) {
      for (int i = 0; i < bytes; i++) {
        out.write((int) (bits >>> (8 * i)));
      }
      return this;
    }

    Message whole(int field, long value) {
      return value == 0 ? this : tag(field, VARINT).varint(value);
    }

    Message number(int field, double value) {
      long bits = Double.doubleToRawLongBits(value);
      return bits == 0 ? this : tag(field, EIGHT_BYTES).fixed(bits, 8);
    }

    Message single(int field, float value) {
      return tag(field, FOUR_BYTES).fixed(Float.floatToRawIntBits(value), 4);
    }

    Message bytes(int field, byte[] value) {
      tag(field, LENGTH).varint(value.length).out.writeBytes(value);
      return this;
    }

    Message numbers(int field, List<Double> values) {
      tag(field, LENGTH).varint(8L * values.size());
      for (double value : values) {
        fixed(Double.doubleToRawLongBits(value), 8);
      }
      return this;
    }

    byte[] toBytes() {
      return out.toByteArray();
    }
  }
}
