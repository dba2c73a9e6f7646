package io.sepia.hostile;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The system calls by which a process changed the files of a directory, as {@code strace} has recorded them, in the
 * order in which they began and ended.
 *
 * @param moments the beginnings and ends
 */
record DiskTrace(List<Moment> moments) {
    private static final String CALLS =
            "openat,open,creat,write,pwrite64,writev,pwritev,lseek,ftruncate,fallocate,fsync,"
                    + "fdatasync,sync_file_range,msync,rename,renameat,renameat2,unlink,unlinkat,link,linkat,copy_file_range,"
                    + "sendfile,mkdir,rmdir,symlink";

    private static final Pattern LINE = Pattern.compile("(\\d+) +(?:<\\.\\.\\. (\\w+) resumed>)?(.*)", Pattern.DOTALL);
    private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*)\\) += (-?\\d+).*", Pattern.DOTALL);
    private static final String UNFINISHED = " <unfinished ...>";

    /** What a system call does. */
    enum Kind {
        OPEN,
        WRITE,
        TRUNCATE,
        SYNC,
        RENAME,
        UNLINK,
        LINK,
        MKDIR,
        RMDIR,
        SYMLINK,
        ACKNOWLEDGE
    }

    /** A system call that succeeded. The path is that of a file or directory. */
    static final class Call {
        final Kind kind;
        final String path;
        final String target;
        final long offset;
        final byte[] bytes;

        Call(Kind kind, String path, String target, long offset, byte[] bytes) {
            this.kind = kind;
            this.path = path;
            this.target = target;
            this.offset = offset;
            this.bytes = bytes;
        }
    }

    /** The beginning or the end of a call. */
    record Moment(Call call, boolean isEnd) {}

    /** Returns whether {@code strace} can trace processes here. */
    static boolean isPossible() {
        try {
            return new ProcessBuilder("strace", "-f", "-o", "/dev/null", "true")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static List<String> command(Path output) {
        return List.of(
                "strace",
                "-f",
                "--seccomp-bpf",
                "-y",
                "-xx",
                "-s",
                "4000000",
                "-e",
                "trace=" + CALLS,
                "-e",
                "signal=none",
                "-o",
                output.toString());
    }

    /**
     * Reads the output of {@code strace}.
     *
     * @param directory whose files are of interest
     * @param acknowledgements a file, each write to which is an acknowledgement
     */
    static DiskTrace read(Path output, Path directory, Path acknowledgements) throws IOException {
        Parser parser = new Parser(directory.toString(), acknowledgements.toString());
        try (BufferedReader lines = Files.newBufferedReader(output, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                parser.line(line);
            }
        }
        return parser.trace();
    }

    /** Parses lines. A beginning gets its call when the end, which tells the result, has been read. */
    private static final class Parser {
        private final String directory;
        private final String acknowledgements;
        private final Map<String, String> begun = new HashMap<>();
        private final Map<String, Integer> beginnings = new HashMap<>();
        private final List<Moment> moments = new ArrayList<>();
        private final Map<String, Long> offsets = new HashMap<>();

        Parser(String directory, String acknowledgements) {
            this.directory = directory;
            this.acknowledgements = acknowledgements;
        }

        DiskTrace trace() {
            moments.removeIf(each -> each == null);
            return new DiskTrace(moments);
        }

        void line(String line) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalStateException("Not a line of strace: " + shortened(line));
            }
            String process = matcher.group(1);
            String rest = matcher.group(3);
            if (matcher.group(2) != null) {
                String whole = begun.remove(process) + rest;
                end(whole, beginnings.remove(process));
            } else if (rest.endsWith(UNFINISHED)) {
                begun.put(process, rest.substring(0, rest.length() - UNFINISHED.length()));
                beginnings.put(process, moments.size());
                moments.add(null);
            } else if (!rest.startsWith("+++") && !rest.startsWith("---")) {
                moments.add(null);
                end(rest, moments.size() - 1);
            }
        }

        private void end(String text, int beginning) {
            Matcher matcher = CALL.matcher(text);
            if (!matcher.matches()) {
                // The process was ended within the call.
                return;
            }
            long result = Long.parseLong(matcher.group(3));
            if (result < 0) {
                return;
            }
            Call call = call(matcher.group(1), arguments(matcher.group(2)), result, text);
            if (call != null) {
                moments.set(beginning, new Moment(call, false));
                moments.add(new Moment(call, true));
            }
        }

        private Call call(String name, List<String> arguments, long result, String text) {
            switch (name) {
                case "open", "openat", "creat" -> {
                    String path = decoded(text.substring(text.lastIndexOf("= ")));
                    offsets.put(path, 0L);
                    boolean creates = name.equals("creat") || text.contains("O_CREAT");
                    boolean empties = name.equals("creat") || text.contains("O_TRUNC");
                    return !isOurs(path) || !creates && !empties
                            ? null
                            : new Call(Kind.OPEN, path, empties ? "empty" : "", 0, null);
                }
                case "rename" -> {
                    return moved(Kind.RENAME, arguments.get(0), arguments.get(1));
                }
                case "renameat", "renameat2" -> {
                    return moved(Kind.RENAME, arguments.get(1), arguments.get(3));
                }
                case "link" -> {
                    return moved(Kind.LINK, arguments.get(0), arguments.get(1));
                }
                case "linkat" -> {
                    return moved(Kind.LINK, arguments.get(1), arguments.get(3));
                }
                case "unlink" -> {
                    return moved(Kind.UNLINK, arguments.get(0), arguments.get(0));
                }
                case "unlinkat" -> {
                    return moved(Kind.UNLINK, arguments.get(1), arguments.get(1));
                }
                case "mkdir" -> {
                    return moved(Kind.MKDIR, arguments.get(0), arguments.get(0));
                }
                case "rmdir" -> {
                    return moved(Kind.RMDIR, arguments.get(0), arguments.get(0));
                }
                case "symlink" -> {
                    return moved(Kind.SYMLINK, arguments.get(1), arguments.get(0));
                }
                default -> {
                    return ofDescriptor(name, arguments, result);
                }
            }
        }

        private Call ofDescriptor(String name, List<String> arguments, long result) {
            String path = decoded(arguments.get(0));
            boolean acknowledges = path.equals(acknowledgements);
            if (!isOurs(path) && !acknowledges) {
                return null;
            }
            switch (name) {
                case "fsync", "fdatasync" -> {
                    return new Call(Kind.SYNC, path, "", 0, null);
                }
                case "ftruncate" -> {
                    return new Call(Kind.TRUNCATE, path, "", Long.parseLong(arguments.get(1)), null);
                }
                case "lseek" -> {
                    offsets.put(path, result);
                    return null;
                }
                case "pwrite64", "write" -> {
                    byte[] bytes = java.util.Arrays.copyOf(bytes(arguments.get(1)), (int) result);
                    if (acknowledges) {
                        return new Call(Kind.ACKNOWLEDGE, path, new String(bytes, StandardCharsets.UTF_8), 0, bytes);
                    }
                    long offset =
                            name.equals("write") ? offsets.getOrDefault(path, 0L) : Long.parseLong(arguments.get(3));
                    if (name.equals("write")) {
                        offsets.put(path, offset + result);
                    }
                    return new Call(Kind.WRITE, path, "", offset, bytes);
                }
                default -> throw new IllegalStateException("The call " + name + " of " + path + " is not modelled.");
            }
        }

        private Call moved(Kind kind, String from, String to) {
            String path = decoded(from);
            return isOurs(path) ? new Call(kind, path, decoded(to), 0, null) : null;
        }

        private boolean isOurs(String path) {
            return (path.equals(directory) || path.startsWith(directory + "/")) && !path.endsWith("-shm");
        }

        /** Splits at commas outside of quotes and brackets. */
        private static List<String> arguments(String text) {
            List<String> arguments = new ArrayList<>();
            int begin = 0;
            boolean quoted = false;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"') {
                    quoted = !quoted;
                } else if (c == ',' && !quoted) {
                    arguments.add(text.substring(begin, i).strip());
                    begin = i + 1;
                }
            }
            arguments.add(text.substring(begin).strip());
            return arguments;
        }

        /** Returns the path in {@code 5</path>} or {@code "\x2f\x70…"}. */
        private static String decoded(String argument) {
            int bracket = argument.indexOf('<');
            String inner = bracket >= 0 && !argument.startsWith("\"")
                    ? argument.substring(bracket + 1, Math.max(bracket + 1, argument.lastIndexOf('>')))
                    : argument;
            String path = inner.contains("\\x") ? new String(bytes(inner), StandardCharsets.UTF_8) : inner;
            return path.replaceFirst(" ?\\(deleted\\)$", "").replace("\"", "");
        }

        private static byte[] bytes(String quoted) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(quoted.length() / 4 + 1);
            for (int i = quoted.indexOf("\\x"); i >= 0 && i + 4 <= quoted.length(); i += 4) {
                if (quoted.charAt(i) != '\\') {
                    break;
                }
                bytes.write(Character.digit(quoted.charAt(i + 2), 16) << 4 | Character.digit(quoted.charAt(i + 3), 16));
            }
            return bytes.toByteArray();
        }

        private static String shortened(String line) {
            return line.substring(0, Math.min(200, line.length()));
        }
    }
}
