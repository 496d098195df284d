package org.chainrule.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.chainrule.backend.Check;

/**
 * A file, or a resource of the library, to read; one whose name ends in .gz is unpacked on the way.
 *
 * @param name for messages, without folders
 * @param gzip whether to unpack it
 * @param source opens it, as it is
 * @param size of it, as it is, in bytes
 */
record InputFile(String name, boolean gzip, Source source, Size size) {
  private static final int BUFFER = 1 << 16;

  /** Where the bytes come from. */
  interface Source {
    InputStream open() throws IOException;
  }

  /** How many bytes there are. */
  interface Size {
    long get() throws IOException;
  }

  /** A path from its text, which a user of {@code who} passed. */
  static Path path(String who, String text) {
    Check.present(text, who, "a path");
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          Check.message(
              "%s expects a path, but got %s: check its characters", who, Texts.quoted(text)),
          e);
    }
  }

  /** A file, which need not be there yet. */
  static InputFile of(String who, Path path) {
    Check.present(path, who, "a path");
    String name = path.getFileName() == null ? path.toString() : path.getFileName().toString();
    return new InputFile(name, isGzip(name), () -> opened(who, path), () -> Files.size(path));
  }

  /** A file beside this class. */
  static InputFile resource(String name) {
    return new InputFile(
        name,
        isGzip(name),
        () -> Check.present(InputFile.class.getResourceAsStream(name), name, "its resource"),
        () -> 0);
  }

  private static boolean isGzip(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".gz");
  }

  private static InputStream opened(String who, Path path) throws IOException {
    existing(who, path);
    return Files.newInputStream(path);
  }

  /** Checks that a file is there. */
  static void existing(String who, Path path) {
    Check.that(
        Files.exists(path),
        "%s expects a file, but there is none at %s: check the path",
        who,
        path.toAbsolutePath());
    Check.that(
        !Files.isDirectory(path),
        "%s expects a file, but %s is a directory: name a file in it",
        who,
        path.toAbsolutePath());
  }

  /** The bytes of the file, unpacked. */
  InputStream open() throws IOException {
    InputStream in = new BufferedInputStream(source.open(), BUFFER);
    if (!gzip) {
      return in;
    }
    try {
      return new GZIPInputStream(in, BUFFER);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** The number of bytes, unpacked; finds out whether a packed file is whole. */
  long length() {
    try (InputStream in = open()) {
      if (!gzip) {
        return size.get();
      }
      long length = 0;
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        length += n;
      }
      return length;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** What a user is told when reading fails. */
  IllegalArgumentException unreadable(IOException e) {
    return unreadable("", e);
  }

  /**
   * What a user is told when reading fails.
   *
   * @param where nothing, or how far it went, as in " at line 3"
   */
  IllegalArgumentException unreadable(String where, IOException e) {
    String message =
        e instanceof AccessDeniedException
            ? "%s may not be read by this user%s: change its permissions"
            : gzip
                ? "%s expects a whole file in gzip format, as its name ends in .gz, but is damaged or of another format%s: fetch it anew, or rename it"
                : "%s cannot be read%s, because of \"%s\": check the file";
    return new IllegalArgumentException(Check.message(message, name, where, reason(e)), e);
  }

  static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
