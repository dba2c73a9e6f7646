package io.sepia.hostile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A random program on a directory store: verbs of two processes, and what people do to its files. After each step both
 * processes must find what a model says. A step whose outcome is unknown makes the model take what is found.
 */
final class DirectoryTrial {
    static final List<String> CLASSES = List.of("Note", "Box", "Count");

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int IDS = 6;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Path directory;
    private final Path store;
    private final boolean mounts;
    private final Random random;
    private final List<DirectoryProcess> workers = new ArrayList<>();
    private final Map<String, String> model = new TreeMap<>();
    private final Map<String, Integer> steps = new TreeMap<>();
    private final List<String> log = new ArrayList<>();
    private int count;
    private Map<String, String> checkpoint;

    private DirectoryTrial(Path directory, boolean mounts, Random random) {
        this.directory = directory;
        this.store = directory.resolve("store");
        this.mounts = mounts;
        this.random = random;
    }

    /** Arguments: a directory, which is a file system of its own if the second is {@code true}; a seed; steps. */
    public static void main(String[] arguments) throws Exception {
        DirectoryTrial trial = new DirectoryTrial(
                Path.of(arguments[0]), Boolean.parseBoolean(arguments[1]), Randoms.of(Long.parseLong(arguments[2])));
        try {
            trial.run(Integer.parseInt(arguments[3]));
            System.out.println("sound " + trial.steps);
        } catch (IllegalStateException e) {
            System.out.println("WRONG " + e.getMessage());
            trial.log.forEach(System.out::println);
        } finally {
            trial.workers.forEach(DirectoryProcess::close);
        }
    }

    private void run(int length) throws Exception {
        workers.add(new DirectoryProcess(store));
        workers.add(new DirectoryProcess(store));
        for (int i = 0; i < length; i++) {
            String step = step();
            steps.merge(step, 1, Integer::sum);
            check();
        }
    }

    private String note(String what) {
        log.add(what);
        return what;
    }

    private String ask(String line) throws IOException {
        DirectoryProcess worker = workers.get(random.nextInt(workers.size()));
        worker.send(line);
        String answer = worker.receive();
        log.add("process " + workers.indexOf(worker) + ": " + line.replace('\t', ' ') + " -> " + answer);
        return answer;
    }

    private String id() {
        return "n" + random.nextInt(IDS);
    }

    private String noteContent() {
        return "{\"i\":" + random.nextInt(1_000_000) + ",\"t\":\"" + "x".repeat(random.nextInt(300)) + "\"}";
    }

    private static String boxContent(String target, int number) {
        return "{\"to\":{\"$ref\":{\"class\":\"Note\",\"id\":\"" + target + "\"}},\"n\":" + number + "}";
    }

    private String step() throws Exception {
        boolean isStored = Files.exists(store.resolve("Note")) && Files.exists(store.resolve("Box"));
        int way = random.nextInt(isStored ? 20 : 5);
        return switch (way) {
            case 0, 1, 2 -> save("Note", id(), noteContent());
            case 3 -> save("Box", id(), boxContent(id(), random.nextInt(1000)));
            case 4 -> saveBoth();
            case 5, 6 -> delete();
            case 7, 8 -> edit();
            case 9 -> create();
            case 10 -> rename();
            case 11 -> remove();
            case 12 -> point();
            case 13 -> copy();
            case 14 -> checkOut();
            case 15, 16 -> countTogether();
            case 17 -> mounts ? fullDisk() : edit();
            case 18 -> mounts ? readOnly() : create();
            default -> restart();
        };
    }

    private String save(String className, String id, String content) throws IOException {
        if (ask("save\t" + className + "\t" + id + "\t" + content).equals("ok")) {
            model.put(className + "/" + id, content);
            return "save";
        }
        throw new IllegalStateException("a save failed");
    }

    private String saveBoth() throws IOException {
        String id = id();
        String content = noteContent();
        String box = boxContent(id, random.nextInt(1000));
        if (!ask("save\tNote\t" + id + "\t" + content + "\tBox\t" + id + "\t" + box)
                .equals("ok")) {
            throw new IllegalStateException("a save failed");
        }
        model.put("Note/" + id, content);
        model.put("Box/" + id, box);
        return "saveBoth";
    }

    private String delete() throws IOException {
        String className = random.nextBoolean() ? "Note" : "Box";
        String id = id();
        if (!ask("delete\t" + className + "\t" + id).equals("ok")) {
            throw new IllegalStateException("a deletion failed");
        }
        model.remove(className + "/" + id);
        return "delete";
    }

    private String anyNote() {
        List<String> notes =
                model.keySet().stream().filter(each -> each.startsWith("Note/")).toList();
        return notes.isEmpty() ? null : notes.get(random.nextInt(notes.size()));
    }

    private String edit() throws IOException {
        String key = anyNote();
        if (key == null) {
            return create();
        }
        String content = noteContent();
        if (random.nextBoolean()) {
            Files.writeString(store.resolve(key), content);
        } else {
            Path beside = Files.writeString(store.resolve(key + ".tmp"), content);
            Files.move(beside, store.resolve(key), StandardCopyOption.REPLACE_EXISTING);
        }
        model.put(key, content);
        return note("edit");
    }

    private String create() throws IOException {
        String key = "Note/" + id();
        String content = noteContent();
        Files.writeString(store.resolve(key), content);
        model.put(key, content);
        return note("create");
    }

    private String rename() throws IOException {
        String from = anyNote();
        String to = "Note/" + id();
        if (from == null || from.equals(to)) {
            return create();
        }
        Files.move(store.resolve(from), store.resolve(to), StandardCopyOption.REPLACE_EXISTING);
        model.put(to, model.remove(from));
        return note("rename");
    }

    private String remove() throws IOException {
        String key = anyNote();
        if (key != null) {
            Files.delete(store.resolve(key));
            model.remove(key);
        }
        return note("remove");
    }

    private String point() throws IOException {
        for (Map.Entry<String, String> each : model.entrySet()) {
            if (each.getKey().startsWith("Box/")) {
                String target = id();
                Path link = store.resolve(each.getKey()).resolve("to");
                Files.delete(link);
                Files.createSymbolicLink(link, Path.of("../../Note/" + target));
                String content = each.getValue();
                each.setValue(boxContent(
                        target,
                        Integer.parseInt(content.substring(content.lastIndexOf(':') + 1, content.length() - 1))));
                return note("point");
            }
        }
        return create();
    }

    /** Copies the store, and looks whether the copy has the same objects. */
    private String copy() throws Exception {
        Path copy = directory.resolve("copy");
        RecordedProgram.deleteTree(copy);
        shell("cp -a " + store + " " + copy);
        DirectoryProcess other = new DirectoryProcess(copy);
        try {
            other.send("list");
            compare(other.receive(), model, "the copy");
        } finally {
            other.close();
        }
        RecordedProgram.deleteTree(copy);
        return note("copy");
    }

    /** Records all files by git, or takes the recorded ones back over what is there. */
    private String checkOut() throws Exception {
        String git = "cd " + store + " && export HOME=" + directory + " GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t"
                + " GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@t && ";
        if (checkpoint == null || random.nextBoolean()) {
            shell(git + "rm -rf .git && git init -q && printf '.sepia*\\nCount\\n' > .gitignore && git add -A"
                    + " && git commit -q -m t");
            checkpoint = new TreeMap<>(model);
            checkpoint.remove("Count/c");
            return note("commit");
        }
        shell(git + "git checkout -q -- .");
        model.putAll(checkpoint);
        return note("checkOut");
    }

    private String countTogether() throws IOException {
        int each = 1 + random.nextInt(8);
        for (DirectoryProcess worker : workers) {
            worker.send("count\t" + each);
        }
        for (DirectoryProcess worker : workers) {
            if (!worker.receive().equals("ok")) {
                throw new IllegalStateException("counting failed");
            }
        }
        count += 2 * each;
        model.put("Count/c", Integer.toString(count));
        return note("count");
    }

    private String fullDisk() throws IOException {
        Path filler = directory.resolve("filler");
        long left = random.nextInt(80) << 10;
        byte[] bytes = new byte[(int) Math.max(0, directory.toFile().getUsableSpace() - left)];
        try {
            Files.write(filler, bytes);
            disturbed();
        } finally {
            Files.delete(filler);
        }
        return note("fullDisk");
    }

    private String readOnly() throws Exception {
        shell("mount --bind " + store + " " + store + " && mount -o remount,bind,ro " + store);
        try {
            disturbed();
        } finally {
            shell("umount -l " + store);
        }
        return note("readOnly");
    }

    /** Saves what may fail; readers must find the old or, if it did not fail, the new. */
    private void disturbed() throws IOException {
        for (int i = 0; i < 4; i++) {
            String id = id();
            String content = noteContent();
            String answer = ask("save\tNote\t" + id + "\t" + content);
            if (answer.equals("ok")) {
                model.put("Note/" + id, content);
            } else if (answer.startsWith("unknown")) {
                Map<String, String> other = new TreeMap<>(model);
                other.put("Note/" + id, content);
                if (difference(ask("list"), other) == null) {
                    model.put("Note/" + id, content);
                }
            }
            check();
        }
    }

    private String restart() throws Exception {
        int which = random.nextInt(workers.size());
        workers.get(which).close();
        workers.get(which).process.waitFor();
        workers.set(which, new DirectoryProcess(store));
        return note("restart");
    }

    private static void shell(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", script)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(script + " failed");
        }
    }

    /** Waits until both processes find what the model says: changes within the clock's step take a second. */
    private void check() throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        for (DirectoryProcess worker : workers) {
            while (true) {
                worker.send("list");
                String difference = difference(worker.receive(), model);
                if (difference == null) {
                    break;
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("process " + workers.indexOf(worker) + " finds " + difference);
                }
            }
        }
    }

    private static void compare(String found, Map<String, String> expected, String who) throws JsonProcessingException {
        String difference = difference(found, expected);
        if (difference != null) {
            throw new IllegalStateException(who + " finds " + difference);
        }
    }

    private static String difference(String found, Map<String, String> expected) throws JsonProcessingException {
        if (found.startsWith("failed")) {
            return found;
        }
        Map<String, String> contents = new TreeMap<>();
        for (String line : found.isEmpty() ? new String[0] : found.split("\u0001")) {
            String[] words = line.split("\t", 3);
            contents.put(words[0], words[2]);
        }
        for (Map.Entry<String, String> each : expected.entrySet()) {
            String content = contents.remove(each.getKey());
            if (content == null || !MAPPER.readTree(content).equals(MAPPER.readTree(each.getValue()))) {
                return each.getKey() + ": " + content + " instead of " + each.getValue();
            }
        }
        return contents.isEmpty() ? null : "more: " + contents;
    }
}
