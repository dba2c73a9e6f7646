package io.sepia.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sepia.internal.backend.file.FastDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Directory stores on mounts of several kinds. The mounts exist for one process only; skipped where that is not
 * possible.
 */
class MountedStoreTest {
    private static final String MOVED = """
            Note a: 2 10
            Note c: 1 3
            Box x: 3 {"to":{"$ref":{"class":"Note","id":"a"}},"n":100}
            Box z: 1 {"to":{"$ref":{"class":"Note","id":"a"}},"n":3}
            """;
    private static final String UNMOVED = """
            Note a: 1 1
            Note b: 1 2
            Box x: 1 {"to":{"$ref":{"class":"Note","id":"a"}},"n":1}
            Box y: 1 {"to":{"$ref":{"class":"Note","id":"a"}},"n":1}
            """;

    @TempDir(factory = FastDirectory.class)
    Path directory;

    /** Runs a shell script with mounts of its own, in which {@code java} runs a program of {@link MountedWriter}. */
    private String run(String script) throws IOException, InterruptedException {
        String java =
                Path.of(System.getProperty("java.home"), "bin", "java") + " -Xmx256m -XX:TieredStopAtLevel=1 -cp '"
                        + System.getProperty("java.class.path") + "' " + MountedWriter.class.getName();
        Path output = directory.resolve("output");
        Path errors = directory.resolve("errors");
        Process process = new ProcessBuilder(
                        "unshare",
                        "-m",
                        "sh",
                        "-ec",
                        "cd " + directory + "\njava() (cd " + Path.of("").toAbsolutePath() + "; exec " + java
                                + " \"$1\" " + directory + "/\"$2\")\n" + script)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private static void assumeMounts(String check) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder("unshare", "-m", "sh", "-ec", check)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assumeTrue(process.waitFor() == 0, "needs mounts");
        } catch (IOException e) {
            assumeTrue(false, "needs unshare");
        }
    }

    private void assumeTmpfs() throws IOException, InterruptedException {
        assumeMounts("mount -t tmpfs -o size=1m tmpfs " + Files.createDirectories(directory.resolve("check")));
    }

    @Test
    void classDirectory_ofAnotherFileSystem_isWrittenTo() throws Exception {
        assumeTmpfs();
        String output = run("""
                java fill store
                for each in Note Box; do
                  mkdir moved
                  mount -t tmpfs -o size=4m tmpfs moved
                  cp -a store/$each/. moved
                  mount --move moved store/$each
                  rmdir moved
                done
                java otherFileSystem store
                """);
        assertThat(output).isEqualTo(MOVED + MOVED + "verified: []\nlittered: []\ntemporary: []\n");
    }

    @Test
    void container_ofAnotherFileSystemWithFilesOfTheUser_keepsThem() throws Exception {
        assumeTmpfs();
        String output = run("""
                java fill store
                mkdir moved
                mount -t tmpfs -o size=4m tmpfs moved
                cp -a store/Box/. moved
                mount --move moved store/Box
                rmdir moved
                mkdir -p store/Box/x/deep
                printf 'precious ' > store/Box/x/notes.txt
                printf 'precious too\\n' > store/Box/x/deep/$(printf 'a\\377')
                java otherFileSystem store
                cat store/Box/x/notes.txt store/Box/x/deep/a*
                """);
        assertThat(output).startsWith(MOVED + MOVED).endsWith("temporary: []\nprecious precious too\n");
    }

    @Test
    void overlay_directoriesOfTheLowerLayer_areReplacedAndDeleted() throws Exception {
        String mount = "mount -t tmpfs -o size=8m tmpfs " + Files.createDirectories(directory.resolve("layers"))
                + "\ncd " + directory + "/layers\nmkdir lower upper work ../store\n";
        String overlay =
                "mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work,redirect_dir=off overlay ../store\n";
        assumeMounts(mount + overlay);
        Files.deleteIfExists(directory.resolve("store"));
        String output = run(mount + "java fill layers/lower\n" + overlay + "java otherFileSystem store\n");
        assertThat(output).isEqualTo(MOVED + MOVED + "verified: []\nlittered: []\ntemporary: []\n");
    }

    @Test
    void classDirectory_isReadOnly_refusesItsTransactionsAndNoOthers() throws Exception {
        assumeTmpfs();
        String output = run("""
                java fill store
                mount --bind store/Note store/Note
                mount -o remount,bind,ro store/Note
                java readOnlyClass store
                """);
        String listed = UNMOVED + "Box z: 1 {\"to\":{\"$ref\":{\"class\":\"Note\",\"id\":\"a\"}},\"n\":3}\n";
        assertThat(output)
                .isEqualTo("save: StorageFailureException\ndelete: StorageFailureException\n"
                        + "both: StorageFailureException\nother class: done\n" + listed + listed + "littered: []\n");
    }

    @Test
    void store_isReadOnlyAndItsLastDoneLineIsMissing_isRead() throws Exception {
        assumeTmpfs();
        String output = run("""
                java fill store
                sed -i '$d' store/.sepia-journal
                rm -f store/.sepia-lock
                mount --bind store store
                mount -o remount,bind,ro store
                java readOnlyStore store
                """);
        assertThat(output).isEqualTo(UNMOVED + UNMOVED + "save: StorageFailureException\n" + UNMOVED);
    }

    @Test
    void disk_isFullWhileADocumentIsStaged_hasRoomAgain() throws Exception {
        assumeTmpfs();
        String output = run("""
                mkdir disk
                mount -t tmpfs -o size=8m tmpfs disk
                java fullDisk disk/store
                """);
        assertThat(output.replaceAll("c{57,}", "c*"))
                .isEqualTo("20 MB: StorageFailureException\nlittered: []\n2 MB: done\nNote a: 1 1\nNote c: 1 \"c*\n");
    }

    @Test
    void disk_isFullAtTheEventLines_losesNothingAndGoesOnWithRoom() throws Exception {
        assumeTmpfs();
        String output = run("""
                mkdir disk
                mount -t tmpfs -o size=8m tmpfs disk
                java fullAtEvents disk/store
                """);
        assertThat(output).isEqualTo("failed: true\nwith room: done\ncontent: 7\nevents: true\n");
    }
}
