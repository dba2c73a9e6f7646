package io.sepia.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which libraries small programs load: they run without the others. */
class StartTest {
    /** What Hibernate needs to make a session factory. */
    private static final String OF_FACTORIES =
            "|hibernate-models|hibernate-community|byte-buddy|antlr|jaxb|xml.bind|activation|istack|txw2|jandex|inject";

    private static final String OF_SQLITE = OF_FACTORIES + "|hibernate|sqlite|jboss-logging|transaction";

    @TempDir
    private Path directory;

    private void assertRuns(String missing, Class<?> program, String... arguments) throws Exception {
        ForkedProgram ran = ForkedProgram.run(directory, ForkedProgram.OTHERS + missing, program, arguments);
        assertThat(ran.errors()).isEmpty();
        assertThat(ran.output()).containsExactly("It weaves algebra");
    }

    @Test
    void shortProgram_onASqliteFile_makesNoSessionFactory() throws Exception {
        assertRuns(OF_FACTORIES, TenLines.class, directory.resolve("notes.db").toString());
    }

    @Test
    void program_inMemory_loadsNeitherHibernateNorSqlite() throws Exception {
        assertRuns(OF_SQLITE, OtherBackend.class, "memory");
    }

    @Test
    void program_onFiles_loadsNeitherHibernateNorSqlite() throws Exception {
        assertRuns(
                OF_SQLITE,
                OtherBackend.class,
                "filesystem",
                directory.resolve("notes").toString());
    }
}
