package io.sepia.hostile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What a disk may contain of a directory and all below it after a power cut, as {@link DiskModel} says of files. A
 * directory's names that no sync of it covered may be missing, in any order; a rename takes place as a whole or not.
 */
final class DirectoryModel {
    private final String root;
    private final boolean keepsOrder;
    private final Inode top = new Inode(null, true);
    private final List<Naming> namings = new ArrayList<>();
    private final Set<DiskTrace.Call> ended = new HashSet<>();
    private final Map<DiskTrace.Call, Covered> covered = new HashMap<>();

    /** A file, a directory or a symbolic link. */
    private static final class Inode {
        final String target;
        final Map<String, Inode> names;
        Map<String, Inode> durableNames;
        byte[] durable = {};
        final List<DiskTrace.Call> pending = new ArrayList<>();

        Inode(String target, boolean isDirectory) {
            this.target = target;
            this.names = isDirectory ? new HashMap<>() : null;
            this.durableNames = isDirectory ? new HashMap<>() : null;
        }
    }

    /** A change of names that may not be durable. */
    private record Naming(Inode inode, Inode from, String oldName, Inode to, String newName) {
        void apply() {
            if (from != null && from.durableNames.get(oldName) == inode) {
                from.durableNames.remove(oldName);
            }
            if (to != null) {
                to.durableNames.put(newName, inode);
            }
        }

        boolean isOf(Inode directory) {
            return directory == from || directory == to;
        }
    }

    private record Covered(Inode inode, List<DiskTrace.Call> writes, List<Naming> namings) {}

    /**
     * @param root the directory, which is empty at the beginning
     * @param keepsOrder whether the file system makes names durable in their order, and those before any sync with it
     */
    DirectoryModel(Path root, boolean keepsOrder) {
        this.root = root.toString();
        this.keepsOrder = keepsOrder;
    }

    private Inode inode(String path) {
        if (path.equals(root)) {
            return top;
        }
        Inode at = top;
        for (String name : path.substring(root.length() + 1).split("/")) {
            at = at == null || at.names == null ? null : at.names.get(name);
        }
        return at;
    }

    private Inode parent(String path) {
        Inode parent = inode(path.substring(0, path.lastIndexOf('/')));
        if (parent == null) {
            throw new IllegalStateException("No directory of " + path);
        }
        return parent;
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    void next(DiskTrace.Moment moment) {
        DiskTrace.Call call = moment.call();
        if (moment.isEnd()) {
            ended.add(call);
            if (call.kind == DiskTrace.Kind.SYNC) {
                synced(covered.remove(call));
            }
            return;
        }
        switch (call.kind) {
            case OPEN -> {
                Inode there = inode(call.path);
                if (there == null) {
                    named(new Inode(null, false), null, call.path);
                } else if (call.target.equals("empty")) {
                    there.pending.add(new DiskTrace.Call(DiskTrace.Kind.TRUNCATE, call.path, "", 0, new byte[0]));
                }
            }
            case MKDIR -> {
                if (inode(call.path) == null) {
                    named(new Inode(null, true), null, call.path);
                }
            }
            case SYMLINK -> named(new Inode(call.target, false), null, call.path);
            case WRITE, TRUNCATE -> inode(call.path).pending.add(call);
            case RENAME -> named(inode(call.path), call.path, call.target);
            case UNLINK, RMDIR -> named(inode(call.path), call.path, null);
            case LINK -> named(inode(call.path), null, call.target);
            case SYNC -> {
                Inode inode = inode(call.path);
                List<DiskTrace.Call> writes =
                        inode.pending.stream().filter(ended::contains).toList();
                List<Naming> before = namings.stream()
                        .filter(each -> keepsOrder || each.isOf(inode))
                        .toList();
                covered.put(call, new Covered(inode, writes, before));
            }
            case ACKNOWLEDGE -> {}
        }
    }

    private void named(Inode inode, String from, String to) {
        Inode source = from == null ? null : parent(from);
        Inode target = to == null ? null : parent(to);
        if (from != null) {
            source.names.remove(name(from));
        }
        if (to != null) {
            target.names.put(name(to), inode);
        }
        namings.add(new Naming(inode, source, from == null ? null : name(from), target, to == null ? null : name(to)));
    }

    private void synced(Covered sync) {
        for (DiskTrace.Call each : sync.writes()) {
            if (sync.inode().pending.remove(each)) {
                sync.inode().durable = DiskModel.applied(sync.inode().durable, each);
            }
        }
        for (Naming each : sync.namings()) {
            if (namings.remove(each)) {
                each.apply();
            }
        }
    }

    /** Writes one of the states that a power cut now may leave to an empty directory. */
    void write(Path directory, Random random) throws IOException {
        Map<Inode, Map<String, Inode>> before = new HashMap<>();
        keep(top, before);
        namings.forEach(each -> {
            keep(each.inode(), before);
            keep(each.from(), before);
            keep(each.to(), before);
        });
        int way = random.nextInt(4);
        int count = way == 0 ? 0 : way == 1 ? namings.size() : random.nextInt(namings.size() + 1);
        boolean anyOrder = !keepsOrder && random.nextInt(3) == 0;
        for (Naming each : namings.subList(0, count)) {
            if (!anyOrder || random.nextBoolean()) {
                each.apply();
            }
        }
        write(top, directory, random);
        before.forEach((inode, names) -> inode.durableNames = names);
    }

    private static void keep(Inode inode, Map<Inode, Map<String, Inode>> kept) {
        if (inode != null && inode.durableNames != null && !kept.containsKey(inode)) {
            kept.put(inode, new HashMap<>(inode.durableNames));
            inode.durableNames.values().forEach(each -> keep(each, kept));
        }
    }

    private static void write(Inode inode, Path path, Random random) throws IOException {
        for (Map.Entry<String, Inode> each : inode.durableNames.entrySet()) {
            String name = new String(each.getKey().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            Path child = path.resolve(name);
            Inode of = each.getValue();
            if (of.target != null) {
                Files.createSymbolicLink(child, Path.of(of.target));
            } else if (of.names != null) {
                Files.createDirectory(child);
                write(of, child, random);
            } else {
                Files.write(child, DiskModel.contents(of.durable.clone(), of.pending, random));
            }
        }
    }
}
