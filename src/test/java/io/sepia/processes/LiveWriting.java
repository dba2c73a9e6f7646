package io.sepia.processes;

import io.sepia.Storage;
import io.sepia.contract.LiveWrites;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that writes to a store when it is told to: for each line with a seed, some writes, and then a line. */
final class LiveWriting {
    static final int WRITES = 5;

    private LiveWriting() {}

    public static void main(String[] args) throws IOException {
        try (Storage storage = Storage.open(Path.of(args[0]));
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                LiveWrites writes = new LiveWrites(Long.parseLong(line));
                for (int i = 0; i < WRITES; i++) {
                    writes.write(storage);
                }
                System.out.println("done");
            }
        }
    }
}
