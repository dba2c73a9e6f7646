package io.sepia.cli;

import io.sepia.DocumentOperations;
import io.sepia.ObjectQuery;
import io.sepia.Storage;
import io.sepia.cli.output.OutputFormat;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.output.TableWriter;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.StoredDocument;
import io.sepia.query.Highlight;
import io.sepia.query.SearchHit;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code search}: finds documents by words. */
@Command(
        name = "search",
        description = {
            "Find documents of a class by words in any of their texts, the most relevant first.",
            "",
            "All words must occur. Write \"a phrase\" in double quotes, begin* for the beginning of a word, -word for one"
                    + " that must not occur, and or between alternatives. Case and diacritics do not matter.",
            "",
            "Write the words in one argument, such as 'engine -loom', so that -loom is not taken for an option.",
            ""
        })
final class SearchCommand extends Subcommand {
    private static final MathContext SCORE = new MathContext(4);

    @Parameters(index = "0", paramLabel = "CLASS", description = "Class to search.")
    private String className = "";

    @Parameters(index = "1", arity = "1..*", paramLabel = "WORDS", description = "Words to find.")
    private List<String> words = List.of();

    @Mixin
    private PageOptions page = new PageOptions();

    @Override
    public Integer call() {
        try (Storage storage = sepia.store().openToRead()) {
            DocumentOperations documents = require(storage, className);
            ObjectQuery<StoredDocument> query = page.of(documents.query().matching(String.join(" ", words)));
            try (RowWriter rows = sepia.rows(List.of("id", "score", "excerpt"))) {
                query.hits().forEach(hit -> rows.row(hit.value().key().id(), score(hit), excerpt(hit)));
            }
        }
        return ExitStatus.DONE;
    }

    private static BigDecimal score(SearchHit<StoredDocument> hit) {
        return new BigDecimal(hit.score()).round(SCORE);
    }

    /** Returns the best excerpt, with the words in bold type on a terminal and in square brackets elsewhere. */
    private String excerpt(SearchHit<StoredDocument> hit) {
        if (hit.highlights().isEmpty()) {
            return "";
        }
        boolean isBold = sepia.format() == OutputFormat.TABLE && sepia.console().outIsColoured();
        Highlight best = hit.highlights().get(0);
        String marked = isBold ? best.marked(TableWriter.EMPHASIS, TableWriter.PLAIN) : best.marked("[", "]");
        return marked.replaceAll("\\s+", " ");
    }
}
