package io.sepia;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the code blocks of a page. */
final class Markdown {
    private static final Pattern BLOCK =
            Pattern.compile("^( *)```(\\w*)\n(.*?)^\\1```$", Pattern.DOTALL | Pattern.MULTILINE);

    private Markdown() {}

    /** Returns the text of each block of a language, in the order of the page. */
    static List<String> blocks(Path page, String language) throws IOException {
        return BLOCK.matcher(Files.readString(page))
                .results()
                .filter(block -> block.group(2).equals(language))
                .map(block -> block.group(3))
                .toList();
    }
}
