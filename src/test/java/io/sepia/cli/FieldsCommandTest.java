package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import io.sepia.cli.output.OccurringFields;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FieldsCommandTest extends CommandFixture {
    @Test
    void fields_haveTheirTypesAndNumbersOfDocuments() {
        shell.input("{\"id\":\"a\",\"n\":1,\"o\":{\"x.y\":true},\"l\":[{\"k\":null},{\"k\":\"t\"}]}\n"
                        + "{\"id\":\"b\",\"n\":null,\"r\":{\"$ref\":{\"class\":\"Note\",\"id\":\"a\"}}}\n")
                .run("import", "Note", "-");

        Run run = shell.run("fields", "Note", "--format", "csv");

        assertThat(run.lines())
                .containsExactly(
                        "field,types,documents",
                        "id,text,2",
                        "n,\"null, number\",2",
                        "o,object,1",
                        "\"o.\"\"x.y\"\"\",boolean,1",
                        "l,array,1",
                        "l[],object,1",
                        "l[].k,\"null, text\",1",
                        "r,reference to Note,1");
    }

    @Test
    void namesThatAreData_areListedUpToALimit() {
        String members = IntStream.range(0, OccurringFields.MOST)
                .mapToObj(i -> "\"m" + i + "\":1")
                .collect(Collectors.joining(","));
        shell.input("{\"id\":\"a\"," + members + "}").run("put", "Note", "-");

        Run run = shell.run("fields", "Note");

        assertThat(run.lines()).hasSize(OccurringFields.MOST);
        assertThat(run.err()).isEqualTo("Fields beyond the first 10,000 are not listed.\n");
    }

    @Test
    void absentClass_isReported() {
        assertThat(shell.run("fields", "Note").status()).isEqualTo(1);
    }
}
