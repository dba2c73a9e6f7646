package io.sepia.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.internal.backend.file.FastDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random programs of two processes and of people on a directory store. On a small file system of its own, where that
 * can be mounted; otherwise without full disks and read-only mounts. The long run: {@code ./mvnw test
 * -Dtest=DirectoryTrialTest -Dsepia.seconds=3600}, {@code -Dsepia.seed=2}.
 */
class DirectoryTrialTest {
    private static final long SECONDS = Long.getLong("sepia.seconds", 0);
    private static final long SEED = Long.getLong("sepia.seed", 20_261_130);
    private static final int STEPS = Integer.getInteger("sepia.steps", 60);

    @TempDir(factory = FastDirectory.class)
    Path directory;

    @Test
    void randomPrograms_findWhatTheModelSays() throws Exception {
        boolean mounts = canMount();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        long seed = SEED;
        do {
            String result = run(seed, mounts);
            System.out.println("seed " + seed + (mounts ? ": " : ", without mounts: ")
                    + result.lines().findFirst().orElse(""));
            assertThat(result).as("seed " + seed).startsWith("sound");
            seed++;
        } while (System.nanoTime() < end);
    }

    private boolean canMount() throws InterruptedException, IOException {
        try {
            Path check = Files.createDirectory(directory.resolve("check"));
            return new ProcessBuilder("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", check.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private String run(long seed, boolean mounts) throws IOException, InterruptedException {
        Path place = Files.createDirectory(directory.resolve("place" + seed));
        String program = "exec " + Path.of(System.getProperty("java.home"), "bin", "java")
                + " -Xmx128m -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path") + "' "
                + DirectoryTrial.class.getName() + " " + place + " " + mounts + " " + seed + " " + STEPS;
        String mount = "mount -t tmpfs -o size=16m tmpfs " + place + " && ";
        Path output = directory.resolve("output");
        Process process = (mounts
                        ? new ProcessBuilder("unshare", "-m", "sh", "-c", mount + program)
                        : new ProcessBuilder("sh", "-c", program))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return Files.readString(output);
    }
}
