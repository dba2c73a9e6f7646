package io.sepia.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReaderTest {
    private static List<String> read(String text) throws IOException {
        return read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the documents, each after its place, or the error at that place. */
    private static List<String> read(InputStream in) throws IOException {
        DocumentReader reader = DocumentReader.of(in);
        List<String> found = new ArrayList<>();
        while (true) {
            try {
                String text = reader.next();
                if (text == null) {
                    return found;
                }
                found.add(reader.place() + ": " + text);
            } catch (BadDocumentException e) {
                found.add(reader.place() + " " + e.getMessage());
            }
        }
    }

    /** Returns one byte at a time, like a slow pipe. */
    private static InputStream dripping(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(1, length));
            }
        };
    }

    @Test
    void lines_areReadExactly() throws IOException {
        assertThat(read("{\"a\": 1.0}\n{\"b\":\"ü \\u00fc\"}\n"))
                .containsExactly("line 1: {\"a\": 1.0}", "line 2: {\"b\":\"ü \\u00fc\"}");
    }

    @Test
    void lines_lastWithoutLineFeed_isRead() throws IOException {
        assertThat(read("{}\n{\"a\":1}")).containsExactly("line 1: {}", "line 2: {\"a\":1}");
    }

    @Test
    void lines_blankOnes_areSkippedButCounted() throws IOException {
        assertThat(read("\n  \n{}\n\n\t\n{\"a\":1}\n\n")).containsExactly("line 3: {}", "line 6: {\"a\":1}");
    }

    @Test
    void lines_endedByCarriageReturnAndLineFeed_areTrimmed() throws IOException {
        assertThat(read("  {}\r\n{\"a\":1} \r\n")).containsExactly("line 1: {}", "line 2: {\"a\":1}");
    }

    @Test
    void byteOrderMark_isSkipped() throws IOException {
        assertThat(read("\uFEFF{}\n")).containsExactly("line 1: {}");
        assertThat(read("\uFEFF[1]")).containsExactly("element 1: 1");
    }

    @Test
    void utf16_isRefusedWithTheRemedy() {
        InputStream in = new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_16));

        assertThatThrownBy(() -> DocumentReader.of(in)).hasMessageContaining("Convert it to UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " \t\r\n ", "\uFEFF", "[]", " [ ]\n", "[\n]"})
    void nothing_givesNoDocuments(String text) throws IOException {
        assertThat(read(text)).isEmpty();
    }

    @Test
    void line_thatIsNoUtf8_isNamedAndTheNextOneRead() throws IOException {
        byte[] bytes = "{}\n{\"a\":\"\u00ff\"}\n{\"b\":\"\uFFFD\"}\n".getBytes(StandardCharsets.UTF_8);
        byte[] latin =
                new String(bytes, StandardCharsets.UTF_8).replace("\uFFFD", "?").getBytes(StandardCharsets.ISO_8859_1);

        assertThat(read(new ByteArrayInputStream(latin)))
                .containsExactly("line 1: {}", "line 2 is not encoded in UTF-8", "line 3: {\"b\":\"?\"}");
        assertThat(read(new ByteArrayInputStream(bytes))).last().isEqualTo("line 3: {\"b\":\"\uFFFD\"}");
    }

    @Test
    void array_elementsKeepTheirText() throws IOException {
        assertThat(read("\n [ {\"n\": 1.50, \"t\":\"a,]}\\\"b\"} ,\n[1, [2]],\"x\\\\\",1e400 , null]\n "))
                .containsExactly(
                        "element 1: {\"n\": 1.50, \"t\":\"a,]}\\\"b\"}",
                        "element 2: [1, [2]]",
                        "element 3: \"x\\\\\"",
                        "element 4: 1e400",
                        "element 5: null");
    }

    @Test
    void array_ofOneByteReads_isTheSame() throws IOException {
        byte[] bytes = "\uFEFF[{\"a\":\"é😀\"},{\"b\":[1,2]}]".getBytes(StandardCharsets.UTF_8);

        assertThat(read(dripping(bytes))).containsExactly("element 1: {\"a\":\"é😀\"}", "element 2: {\"b\":[1,2]}");
    }

    @Test
    void array_missingElements_areNamed() throws IOException {
        assertThat(read("[1,,2,]"))
                .containsExactly(
                        "element 1: 1",
                        "element 2 is missing: there is nothing before the comma",
                        "element 3: 2",
                        "element 4 is missing: there is nothing before the bracket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{},{\"a\":1", "[{},{\"a\":\"]", "[{},", "[{},{}"})
    void array_cutOff_namesItsLastElement(String text) throws IOException {
        assertThat(read(text))
                .containsExactly("element 1: {}", "element 2 is truncated: the input ends inside its array");
    }

    @Test
    void array_followedByMore_keepsElementsAndNamesTheRest() throws IOException {
        assertThat(read("[{}]\n[{}]")).containsExactly("element 1: {}", "element 2 follows the end of the array");
    }

    @Test
    void array_brokenElement_doesNotSwallowTheNext() throws IOException {
        assertThat(read("[}},{\"a\":1}]")).containsExactly("element 1: }}", "element 2: {\"a\":1}");
    }

    @Test
    void piece_overTheLimit_isNamedAndNotKept() throws IOException {
        ByteInput in =
                new ByteInput(new ByteArrayInputStream("12345678\n1234\n".getBytes(StandardCharsets.US_ASCII)), 4);
        LineReader reader = new LineReader(in, 0);

        assertThatThrownBy(reader::next).hasMessage("has 8 bytes; a document may have at most 4");
        assertThat(assertNext(reader)).isEqualTo("1234");
    }

    private static String assertNext(DocumentReader reader) throws IOException {
        try {
            return String.valueOf(reader.next());
        } catch (BadDocumentException e) {
            throw new AssertionError(e);
        }
    }
}
