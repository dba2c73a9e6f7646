package io.sepia.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a disk may contain after a power cut. Writes that no sync covered may be missing, or be there without earlier
 * ones, or in part, by sectors.
 */
final class DiskModel {
    private static final int SECTOR = 512;

    /** A file, which may have several names or none. */
    private static final class Inode {
        byte[] durable = {};
        final List<DiskTrace.Call> pending = new ArrayList<>();

        void apply(DiskTrace.Call call) {
            durable = applied(durable, call);
        }
    }

    private final boolean keepsOrder;
    private final Map<String, Inode> names = new HashMap<>();
    private final Map<String, Inode> unlinked = new HashMap<>();
    private final Map<String, Inode> durableNames = new HashMap<>();
    private final List<Runnable> pendingNames = new ArrayList<>();
    private final Set<DiskTrace.Call> ended = new HashSet<>();
    private final Map<DiskTrace.Call, List<DiskTrace.Call>> covered = new HashMap<>();
    private final Map<DiskTrace.Call, Integer> coveredNames = new HashMap<>();

    /**
     * @param keepsOrder whether the file system makes names durable in their order, and those of a file together with
     *     it, as those with a journal do; otherwise names need a sync of their directory
     */
    DiskModel(boolean keepsOrder) {
        this.keepsOrder = keepsOrder;
    }

    /** Adds the files of a directory, as they are on the disk at the beginning. */
    void begin(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path each : files.toList()) {
                Inode inode = new Inode();
                inode.durable = Files.readAllBytes(each);
                names.put(each.toString(), inode);
                durableNames.put(each.toString(), inode);
            }
        }
    }

    static byte[] applied(byte[] bytes, DiskTrace.Call call) {
        if (call.kind == DiskTrace.Kind.TRUNCATE) {
            return Arrays.copyOf(bytes, (int) call.offset);
        }
        int end = (int) call.offset + call.bytes.length;
        byte[] result = end > bytes.length ? Arrays.copyOf(bytes, end) : bytes;
        System.arraycopy(call.bytes, 0, result, (int) call.offset, call.bytes.length);
        return result;
    }

    void next(DiskTrace.Moment moment) {
        DiskTrace.Call call = moment.call();
        if (moment.isEnd()) {
            ended.add(call);
            if (call.kind == DiskTrace.Kind.SYNC) {
                synced(call);
            }
            return;
        }
        switch (call.kind) {
            case OPEN -> opened(call);
            case WRITE, TRUNCATE -> inode(call.path).pending.add(call);
            case RENAME -> {
                Inode moved = names.remove(call.path);
                names.put(call.target, moved);
                name(() -> {
                    durableNames.remove(call.path);
                    durableNames.put(call.target, moved);
                });
            }
            case LINK -> {
                Inode linked = inode(call.path);
                names.put(call.target, linked);
                name(() -> durableNames.put(call.target, linked));
            }
            case UNLINK -> {
                unlinked.put(call.path, names.remove(call.path));
                name(() -> durableNames.remove(call.path));
            }
            case SYNC -> {
                Inode inode = names.get(call.path);
                List<DiskTrace.Call> before = new ArrayList<>();
                if (inode != null) {
                    inode.pending.stream().filter(ended::contains).forEach(before::add);
                }
                covered.put(call, before);
                coveredNames.put(call, pendingNames.size());
            }
            // SQLite stores are files.
            case ACKNOWLEDGE, MKDIR, RMDIR, SYMLINK -> {}
        }
    }

    private void name(Runnable change) {
        pendingNames.add(change);
    }

    private void opened(DiskTrace.Call call) {
        if (!names.containsKey(call.path)) {
            Inode created = new Inode();
            names.put(call.path, created);
            name(() -> durableNames.put(call.path, created));
        } else if (call.target.equals("empty")) {
            inode(call.path).pending.add(new DiskTrace.Call(DiskTrace.Kind.TRUNCATE, call.path, "", 0, new byte[0]));
        }
    }

    private Inode inode(String path) {
        Inode inode = names.getOrDefault(path, unlinked.get(path));
        if (inode == null) {
            throw new IllegalStateException("No file " + path);
        }
        return inode;
    }

    private int namesDone;

    private void synced(DiskTrace.Call call) {
        Inode inode = names.get(call.path);
        boolean isDirectory = inode == null && !unlinked.containsKey(call.path);
        if (inode != null) {
            Set<DiskTrace.Call> durable = new HashSet<>(covered.remove(call));
            // What was written in order stays in order: a later write that is not covered does not overtake.
            for (DiskTrace.Call each : List.copyOf(inode.pending)) {
                if (durable.contains(each)) {
                    inode.apply(each);
                    inode.pending.remove(each);
                    ended.remove(each);
                }
            }
        }
        int until = coveredNames.remove(call);
        if (isDirectory || keepsOrder) {
            for (; namesDone < until; namesDone++) {
                pendingNames.get(namesDone).run();
            }
        }
    }

    /** Writes one of the states that a power cut now may leave to an empty directory. */
    void write(Path directory, String root, Random random) throws IOException {
        Map<String, Inode> visible = new HashMap<>(durableNames);
        List<Runnable> waiting = pendingNames.subList(namesDone, pendingNames.size());
        int most = random.nextInt(4);
        int count = most == 0 ? 0 : most == 1 ? waiting.size() : random.nextInt(waiting.size() + 1);
        boolean anyOrder = !keepsOrder && random.nextInt(3) == 0;
        for (Runnable each : waiting.subList(0, count)) {
            if (!anyOrder || random.nextBoolean()) {
                each.run();
            }
        }
        Map<String, Inode> chosen = new HashMap<>(durableNames);
        durableNames.clear();
        durableNames.putAll(visible);
        for (Map.Entry<String, Inode> each : chosen.entrySet()) {
            if (each.getKey().startsWith(root + "/")) {
                Path file = directory.resolve(each.getKey().substring(root.length() + 1));
                Files.write(file, contents(each.getValue(), random));
            }
        }
    }

    /** Writes what the files contain if the process is killed now. A call that has begun may have had its effect. */
    void writeKilled(Path directory, String root, Random random) throws IOException {
        for (Map.Entry<String, Inode> each : names.entrySet()) {
            if (each.getKey().startsWith(root + "/")) {
                byte[] bytes = each.getValue().durable.clone();
                for (DiskTrace.Call call : each.getValue().pending) {
                    bytes = ended.contains(call) || random.nextBoolean() ? applied(bytes, call) : bytes;
                }
                Files.write(directory.resolve(each.getKey().substring(root.length() + 1)), bytes);
            }
        }
    }

    private static byte[] contents(Inode inode, Random random) {
        return contents(inode.durable.clone(), inode.pending, random);
    }

    /** Returns what a file may contain after writes that no sync covered. */
    static byte[] contents(byte[] durable, List<DiskTrace.Call> pending, Random random) {
        byte[] bytes = durable;
        int way = random.nextInt(5);
        int prefix = way == 0 ? 0 : way == 1 ? pending.size() : random.nextInt(pending.size() + 1);
        int percent = way < 3 ? 100 : random.nextInt(101);
        boolean extends_ = random.nextInt(3) == 0;
        for (int i = 0; i < prefix; i++) {
            DiskTrace.Call call = pending.get(i);
            if (random.nextInt(100) < percent) {
                boolean last = i == prefix - 1;
                bytes = call.kind == DiskTrace.Kind.WRITE && (last || percent < 100) && random.nextBoolean()
                        ? torn(bytes, call, random)
                        : applied(bytes, call);
            } else if (extends_ && call.kind == DiskTrace.Kind.WRITE) {
                // The length is there, the data is not.
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length, (int) call.offset + call.bytes.length));
            }
        }
        return bytes;
    }

    /** Applies some sectors of a write. */
    private static byte[] torn(byte[] bytes, DiskTrace.Call call, Random random) {
        byte[] whole = applied(bytes.clone(), call);
        byte[] result = Arrays.copyOf(bytes, random.nextBoolean() ? whole.length : bytes.length);
        boolean isPrefix = random.nextBoolean();
        int end = (int) call.offset + call.bytes.length;
        int cut = (int) call.offset + random.nextInt(call.bytes.length + 1);
        for (int from = (int) call.offset; from < end; from = (from / SECTOR + 1) * SECTOR) {
            int to = Math.min(end, (from / SECTOR + 1) * SECTOR);
            if (isPrefix ? to <= cut : random.nextBoolean()) {
                result = to > result.length ? Arrays.copyOf(result, to) : result;
                System.arraycopy(whole, from, result, from, to - from);
            }
        }
        return result;
    }
}
