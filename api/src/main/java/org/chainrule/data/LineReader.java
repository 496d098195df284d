package org.chainrule.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * Text of bytes that must be in a charset, without a byte order mark. Unlike the JDK's reader it
 * knows the line that is not.
 */
final class LineReader extends Reader {
  private static final int SIZE = 1 << 14;

  private final InputStream in;
  private final Charset charset;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(SIZE).flip();
  private boolean ended; // no more bytes in the stream
  private boolean done; // and all are decoded
  private boolean begun;
  private boolean afterReturn; // the last character was \r
  private long line = 1;

  /** The bytes at a line are not in the charset. */
  static final class NotInCharset extends IOException {
    private static final long serialVersionUID = 1;
    private final long line;

    NotInCharset(Charset charset, long line) {
      super("not " + charset);
      this.line = line;
    }

    long line() {
      return line;
    }
  }

  LineReader(InputStream in, Charset charset) {
    this.in = in;
    this.charset = charset;
    decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** The line that was read last, from 1. */
  long line() {
    return line;
  }

  @Override
  public int read(char[] to, int from, int length) throws IOException {
    CharBuffer chars = CharBuffer.wrap(to, from, length);
    int start = chars.position();
    while (!done) {
      CoderResult result = decoder.decode(bytes, chars, ended);
      if (ended && result.isUnderflow()) {
        result = decoder.flush(chars);
        done = result.isUnderflow();
      }
      if (!begun && chars.position() > start) {
        begun = true;
        if (to[from] == '\uFEFF') { // a byte order mark
          System.arraycopy(to, from + 1, to, from, chars.position() - start - 1);
          chars.position(chars.position() - 1);
        }
      }
      int n = chars.position() - start;
      if (n > 0) {
        count(to, from, n);
        return n; // an error, if any, comes up again
      }
      if (result.isError()) {
        throw new NotInCharset(charset, line);
      }
      if (!ended) {
        fill();
      }
    }
    return -1;
  }

  private void fill() throws IOException {
    bytes.compact();
    int n = in.read(bytes.array(), bytes.position(), bytes.remaining());
    bytes.position(bytes.position() + Math.max(0, n)).flip();
    ended = n < 0;
  }

  private void count(char[] text, int from, int n) {
    for (int i = from; i < from + n; i++) {
      char c = text[i];
      if (c == '\r' || (c == '\n' && !afterReturn)) {
        line++;
      }
      afterReturn = c == '\r';
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
