package io.sepia.cli;

import io.sepia.DocumentOperations;
import io.sepia.Field;
import io.sepia.ObjectQuery;
import io.sepia.Storage;
import io.sepia.cli.input.InputSource;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.StoredDocument;
import io.sepia.error.InvalidQueryException;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.Value;
import io.sepia.internal.json.VectorText;
import io.sepia.model.Similarity;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nearest}: finds documents by a vector. */
@Command(
        name = "nearest",
        description = {
            "Find the documents of a class whose vectors are nearest to one, the nearest first.",
            "",
            "The vector is that of another document of the class (--to), which is left out of the result, or is read from"
                    + " a file (--vector): a JSON array of numbers, or a text such as documents contain.",
            ""
        })
final class NearestCommand extends Subcommand {
    private static final MathContext SCORE = new MathContext(6);
    private static final String NO_VECTOR = " contains no vector. Give a JSON array of numbers, such as [0.1, -0.2]";

    @Parameters(index = "0", paramLabel = "CLASS", description = "Class to search.")
    private String className = "";

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    @Option(
            names = "--property",
            paramLabel = "PROPERTY",
            description = "Property with the vectors; needed only if documents have several.")
    private @Nullable String property;

    @Option(
            names = "--by",
            paramLabel = "SIMILARITY",
            description = "Comparison: cosine, dot or euclidean; by default cosine.")
    private By by = By.COSINE;

    @Option(
            names = "--words",
            paramLabel = "WORDS",
            description = "Find documents by these words too, and merge both results; see the command search.")
    private @Nullable String words;

    @Mixin
    private PageOptions page = new PageOptions();

    /** Where the vector comes from. */
    private static final class Source {
        @Option(names = "--to", paramLabel = "ID", description = "Compare with the vector of this document.")
        private @Nullable String id;

        @Option(
                names = "--vector",
                paramLabel = "FILE",
                description = "Compare with the vector in this file; - for standard input.")
        private @Nullable String file;
    }

    /** The similarities by their names on the command line. */
    private enum By {
        COSINE(Similarity.COSINE),
        DOT(Similarity.DOT_PRODUCT),
        EUCLIDEAN(Similarity.EUCLIDEAN);

        private final Similarity similarity;

        By(Similarity similarity) {
            this.similarity = similarity;
        }
    }

    @Override
    public Integer call() {
        try (Storage storage = sepia.store().openToRead()) {
            DocumentOperations documents = require(storage, className);
            StoredDocument example = example(documents);
            String named = property == null ? onlyVector(example) : property;
            float[] vector = source.file == null ? vectorOf(example, named) : read(source.file);
            ObjectQuery<StoredDocument> query = page.of(documents.query());
            if (source.id != null) {
                query = query.where(Field.id().ne(source.id));
            }
            if (words != null) {
                query = query.matching(words);
            }
            try (RowWriter rows = sepia.rows(List.of("id", "score"))) {
                query.nearest(named, vector, by.similarity)
                        .forEach(hit -> rows.row(hit.value().key().id(), new BigDecimal(hit.score()).round(SCORE)));
            }
        }
        return ExitStatus.DONE;
    }

    /** Returns the document to compare with, or any other that shows where the vectors are. */
    private StoredDocument example(DocumentOperations documents) {
        if (source.id == null) {
            return documents.query().first().orElseThrow();
        }
        return documents
                .find(source.id)
                .orElseThrow(() -> CommandException.notThere(
                        "there is no object " + source.id + " of class " + className + " in " + sepia.store()));
    }

    private String onlyVector(StoredDocument example) {
        Map<String, Value> found = new TreeMap<>();
        if (Value.ofJson(example.content()) instanceof Value.Structure document) {
            document.members().forEach((name, value) -> {
                if (value instanceof Value.Text && VectorText.floats(value) != null) {
                    found.put(FieldPath.SELF.member(name).toString(), value);
                }
            });
        }
        if (found.size() != 1) {
            throw CommandException.badInput(example.key()
                    + (found.isEmpty()
                            ? " has no vector"
                            : " has several vectors: " + String.join(", ", found.keySet()))
                    + ". Name the property with --property");
        }
        return found.keySet().iterator().next();
    }

    private static float[] vectorOf(StoredDocument example, String property) {
        float[] vector = VectorText.floats(FieldPath.parse(property).in(Value.ofJson(example.content())));
        if (vector == null) {
            throw CommandException.badInput(example.key() + " has no vector in property " + property);
        }
        return vector;
    }

    private float[] read(String file) {
        try (InputSource input = InputSource.open(file, sepia.console())) {
            String text = new String(input.stream().readAllBytes(), StandardCharsets.UTF_8).strip();
            boolean isJson = text.startsWith("[") || text.startsWith("\"");
            float[] vector = VectorText.floats(isJson ? Value.ofJson(text) : new Value.Text(text));
            if (vector == null) {
                throw CommandException.badInput(input.name() + NO_VECTOR);
            }
            return vector;
        } catch (IOException e) {
            throw InputSource.unreadable(file, e);
        } catch (InvalidQueryException e) {
            throw CommandException.badInput(file + NO_VECTOR);
        }
    }
}
