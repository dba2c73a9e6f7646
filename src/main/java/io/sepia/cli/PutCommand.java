package io.sepia.cli;

import io.sepia.DocumentOperations;
import io.sepia.Storage;
import io.sepia.cli.input.DocumentReader;
import io.sepia.cli.input.InputSource;
import io.sepia.cli.input.JsonText;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.LockWait;
import io.sepia.cli.terminal.Quantity;
import io.sepia.document.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code put}: stores one document. */
@Command(
        name = "put",
        description = {
            "Store one document. A stored document with the same id is replaced.",
            "",
            "  put CLASS            from standard input; its member \"id\" is the id, assigned if absent",
            "  put CLASS -          the same",
            "  put CLASS ID         from standard input, under this id",
            "  put CLASS ID FILE    from a file, under this id",
            "",
            "An argument after CLASS is an id, not a file; if a file of that name exists, write put CLASS ID -. "
                    + "Without ID, the id is written to standard output.",
            ""
        })
final class PutCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "CLASS", description = "Class of the document.")
    private String className = "";

    @Parameters(index = "1", paramLabel = "ID", arity = "0..1", description = "Its id.")
    private @Nullable String id;

    @Parameters(index = "2", paramLabel = "FILE|-", arity = "0..1", description = "File to read; - is standard input.")
    private @Nullable String file;

    @Option(
            names = "--if-version",
            paramLabel = "N",
            description = "Store the document only if its stored version is N, or, with 0, only if it is not stored. "
                    + "Otherwise the exit status is 4.")
    private @Nullable Long ifVersion;

    @Override
    public Integer call() {
        ObjectKey.checkClassName(className);
        String givenId = InputSource.STANDARD_INPUT.equals(id) && file == null ? null : id;
        if (ifVersion != null && (ifVersion < 0 || givenId == null)) {
            throw CommandException.badInput("--if-version needs an ID, and a version that is 0 or more");
        }
        if (givenId != null) {
            new ObjectKey(className, givenId);
            if (file == null) {
                refuseNameOfFile(givenId);
            }
        }
        String content = read(file == null ? InputSource.STANDARD_INPUT : file);
        sepia.console().interruption().check();
        try (Storage storage = sepia.store().openOrCreate();
                LockWait wait = sepia.lockWait()) {
            String assigned = storage.inTransaction(tx -> {
                wait.granted();
                DocumentOperations documents = tx.documents(className);
                if (givenId == null) {
                    return documents.save(content);
                }
                save(documents, givenId, content);
                return "";
            });
            if (givenId == null) {
                printId(assigned);
            }
        }
        return ExitStatus.DONE;
    }

    private void refuseNameOfFile(String name) {
        if (isFile(name)) {
            throw CommandException.badInput("'" + name + "' may mean an id or the file of that name. For the id: put "
                    + className + " " + name + " -; for the file, with the id in it: put " + className + " - < "
                    + name);
        }
    }

    private static boolean isFile(String name) {
        try {
            return Files.isRegularFile(Path.of(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private String read(String name) {
        try (InputSource source = InputSource.open(name, sepia.console())) {
            return content(source);
        }
    }

    private static String content(InputSource source) {
        try {
            InputStream in = source.stream();
            byte[] bytes = in.readNBytes(DocumentReader.LARGEST_DOCUMENT + 1);
            if (bytes.length > DocumentReader.LARGEST_DOCUMENT) {
                throw CommandException.badInput(source.name() + " has more than "
                        + Quantity.of(DocumentReader.LARGEST_DOCUMENT) + " bytes, the limit of a document");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return JsonText.strip(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            throw new CommandException(ExitStatus.BAD_INPUT, source.name() + " is not encoded in UTF-8", e);
        } catch (IOException e) {
            throw InputSource.unreadable(source.name(), e);
        }
    }

    private void save(DocumentOperations documents, String givenId, String content) {
        if (ifVersion == null) {
            documents.save(givenId, content);
        } else if (ifVersion == 0) {
            documents.insert(givenId, content);
        } else {
            documents.update(givenId, content, ifVersion);
        }
    }

    private void printId(String assigned) {
        sepia.console().interruption().committed();
        try (RowWriter rows = sepia.rows(List.of("class", "id"))) {
            rows.row(className, assigned);
        }
    }
}
