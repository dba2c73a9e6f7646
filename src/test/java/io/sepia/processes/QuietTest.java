package io.sepia.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a small program prints with the JDK's default logging: its own output only. */
class QuietTest {
    @TempDir
    private Path directory;

    @Test
    void program_printsItsOutputOnly() throws Exception {
        ForkedProgram program = ForkedProgram.run(
                directory,
                ForkedProgram.OTHERS,
                TenLines.class,
                directory.resolve("notes.db").toString());
        assertThat(program.errors()).isEmpty();
        assertThat(program.output()).containsExactly("It weaves algebra");
    }

    @Test
    void unitOnAnotherDatabase_needsNeitherTheDialectsNorTheDriverOfSqlite() throws Exception {
        ForkedProgram program = ForkedProgram.run(
                directory, ForkedProgram.OTHERS + "|hibernate-community-dialects|sqlite-jdbc", OtherDatabase.class);
        assertThat(program.output()).as("%s", program.errors()).containsExactly("It weaves algebra");
    }
}
