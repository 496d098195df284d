package org.chainrule.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.chainrule.backend.Check;

/**
 * Writes a file as a whole or not at all: into another one beside it, which then takes its place.
 * Whatever fails, an existing file stays as it was.
 */
final class OutputFile {
  private OutputFile() {}

  /** Puts the content into a stream. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes the file.
   *
   * @throws IllegalArgumentException when there can be no such file
   */
  static void write(String who, Path path, Content content) {
    Check.present(path, who, "a path");
    Check.that(
        !Files.isDirectory(path) && path.getFileName() != null,
        "%s expects the path of a file, but %s is a directory: add a name",
        who,
        path.toAbsolutePath());
    Path folder = path.toAbsolutePath().getParent();
    Check.that(
        Files.isDirectory(folder),
        "%s expects a path in an existing directory, but there is no %s: create it first",
        who,
        folder);
    try {
      Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath(); // keeps links
      Path beside = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
      try {
        fill(beside, content);
        move(beside, target);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          Check.message(
              "%s cannot write %s, because of \"%s\": choose another place",
              who, path.toAbsolutePath(), InputFile.reason(e)),
          e);
    }
  }

  private static void fill(Path file, Content content) throws IOException {
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
      content.writeTo(out);
      out.flush();
      channel.force(true); // before it takes the place of another
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
