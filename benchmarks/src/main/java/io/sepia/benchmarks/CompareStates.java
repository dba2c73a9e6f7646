package io.sepia.benchmarks;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Compares two states of the library in one JVM. Each is loaded with all its libraries by its own class loader. Each
 * round runs each workload of {@link StateWorkloads} on both states, in alternating order. {@code benchmarks/compare}
 * compiles and starts this program.
 *
 * <p>Arguments: {@code --old CLASSPATH}, {@code --new CLASSPATH}, {@code --rounds N} (default 11), {@code --warmup N}
 * (default 5), {@code --durability normal|full} (default normal), {@code --only TEXT} (workloads whose names contain
 * it), {@code --directory PATH} (on the disk to measure).
 */
final class CompareStates {
    /** A strong reference, because a logger that is garbage collected loses its level. */
    private static final Logger ALL_LOGS = Logger.getLogger("");

    private CompareStates() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> options = Arguments.read(
                args,
                Map.of(
                        "--old", "",
                        "--new", "",
                        "--rounds", "11",
                        "--warmup", "5",
                        "--durability", "normal",
                        "--only", "",
                        "--directory", System.getProperty("java.io.tmpdir")));
        ALL_LOGS.setLevel(Level.SEVERE);
        Path directory = Files.createTempDirectory(Path.of(options.get("--directory")), "sepia-states");
        try (State before = State.load(options.get("--old"), directory, "old", options.get("--durability"));
                State after = State.load(options.get("--new"), directory, "new", options.get("--durability"))) {
            for (String workload : before.workloads().keySet()) {
                if (workload.contains(options.get("--only"))) {
                    compare(
                            workload,
                            List.of(before, after),
                            Integer.parseInt(options.get("--warmup")),
                            Integer.parseInt(options.get("--rounds")));
                }
            }
        } finally {
            delete(directory);
        }
    }

    /** A state of the library, with its class loader and its open stores. */
    private record State(URLClassLoader loader, Closeable stores, Map<String, DoubleSupplier> workloads)
            implements Closeable {
        static State load(String classPath, Path directory, String name, String durability) throws Exception {
            URL[] urls = Stream.of(classPath.split(File.pathSeparator))
                    .map(State::url)
                    .toArray(URL[]::new);
            URLClassLoader loader = new URLClassLoader(name, urls, ClassLoader.getPlatformClassLoader());
            Thread.currentThread().setContextClassLoader(loader);
            Supplier<?> stores = (Supplier<?>) loader.loadClass("io.sepia.benchmarks.StateWorkloads")
                    .getConstructor(Path.class, String.class)
                    .newInstance(Files.createDirectory(directory.resolve(name)), durability);
            Map<String, DoubleSupplier> workloads = new LinkedHashMap<>();
            ((Map<?, ?>) stores.get()).forEach((key, value) -> workloads.put((String) key, (DoubleSupplier) value));
            return new State(loader, (Closeable) stores, workloads);
        }

        private static URL url(String path) {
            try {
                return Path.of(path).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(path + " is no path", e);
            }
        }

        double run(String workload) {
            Thread.currentThread().setContextClassLoader(loader);
            return workloads.get(workload).getAsDouble();
        }

        @Override
        public void close() throws IOException {
            Thread.currentThread().setContextClassLoader(loader);
            stores.close();
            loader.close();
        }
    }

    private static void compare(String workload, List<State> states, int warmup, int rounds) {
        List<Double> old = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = -warmup; round < rounds; round++) {
            double[] rates = new double[states.size()];
            for (int i = 0; i < rates.length; i++) {
                int which = Math.floorMod(round + i, rates.length);
                rates[which] = states.get(which).run(workload);
            }
            if (round >= 0) {
                old.add(rates[0]);
                ratios.add(rates[1] / rates[0]);
            }
        }
        Collections.sort(old);
        Collections.sort(ratios);
        System.out.printf(
                "%-28s old %,12.1f /s   new by old %.2f (%.2f to %.2f)%n",
                workload,
                old.get(old.size() / 2),
                ratios.get(ratios.size() / 2),
                ratios.get(0),
                ratios.get(ratios.size() - 1));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
