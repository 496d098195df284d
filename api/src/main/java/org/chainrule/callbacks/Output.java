package org.chainrule.callbacks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import org.chainrule.backend.Check;

/** Files that callbacks write: looked at before an epoch is spent, closed after each piece. */
final class Output {
  private Output() {}

  /**
   * A path.
   *
   * @throws IllegalArgumentException for a name that can be none
   */
  static Path path(String who, String name) {
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException e) {
      path = null;
    }
    Check.that(
        path != null && path.getFileName() != null && !name.isBlank(),
        "%s expects the name of a file or folder, but got \"%s\": use another",
        who,
        name);
    return path;
  }

  /**
   * Makes a folder, unless it is there.
   *
   * @throws IllegalArgumentException when that is impossible, or nothing may be written there
   */
  static void requireFolder(String who, Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          Check.message(
              "%s expects a folder to write to, but cannot make %s: use another, or remove what is in its way",
              who, folder),
          e);
    }
    Check.that(
        Files.isWritable(folder),
        "%s expects a folder to write to, but may not write to %s: use another, or change its permissions",
        who,
        folder);
  }

  /**
   * Makes sure that a file can be written, and its folder is there.
   *
   * @throws IllegalArgumentException when it cannot
   */
  static void requireFile(String who, Path file) {
    requireFolder(who, file.toAbsolutePath().getParent());
    Check.that(
        !Files.isDirectory(file),
        "%s expects the name of a file, but %s is a folder: add a name to it",
        who,
        file);
    Check.that(
        !Files.exists(file) || Files.isWritable(file),
        "%s expects a file it can write, but may not write %s: use another, or change its permissions",
        who,
        file);
  }

  /**
   * Writes to a file.
   *
   * @throws IllegalStateException when that fails, as where the disk is full
   */
  static void write(String who, Path file, byte[] bytes, OpenOption... options) {
    try {
      Files.write(file, bytes, options);
    } catch (IOException e) {
      throw failed(who, file, e);
    }
  }

  /** What to say when a file that could be written before cannot any more. */
  static IllegalStateException failed(String who, Path file, IOException e) {
    return new IllegalStateException(
        Check.message(
            "%s expects to write %s, but cannot (%s): the model can be used on; make room, or use another place",
            who, file, e),
        e);
  }
}
