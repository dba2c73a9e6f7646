package io.sepia.hostile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/** A program that runs cycles of a {@link LaneWriter} as its standard input says, and goes on after errors. */
final class InjectedWriter {
    private InjectedWriter() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, Object> options = new HashMap<>();
        for (String each : arguments) {
            int equals = each.indexOf('=');
            options.put(each.substring(0, equals), each.substring(equals + 1));
        }
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] paths = line.split("\t");
            store(Path.of(paths[0]), Path.of(paths[1]), options, input);
        }
    }

    private static void store(Path file, Path acknowledgements, Map<String, Object> options, BufferedReader input)
            throws IOException, InterruptedException {
        try (FileChannel channel =
                FileChannel.open(acknowledgements, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            LaneWriter writer = new LaneWriter(file, options, channel, true);
            System.out.println("begin");
            int cycle = 0;
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                switch (line) {
                    case "sound" -> {
                        writer.cycle(cycle++, 4);
                        System.out.println("sound");
                    }
                    case "go" -> {
                        writer.cycle(cycle++, 8);
                        System.out.println("done");
                    }
                    default -> {
                        // Without errors, the same process can write again.
                        writer.cycle(cycle, 2);
                        System.out.println("closed");
                        return;
                    }
                }
            }
        }
    }
}
