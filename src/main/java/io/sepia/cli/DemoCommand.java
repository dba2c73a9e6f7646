package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Interruption;
import io.sepia.cli.terminal.Stopwatch;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code demo}: stores real data and shows what can be done with it. */
@Command(
        name = "demo",
        description = {
            "Store 20,968 features of the web platform with the browsers to which they refer, and show some of them.",
            "",
            "The data is @mdn/browser-compat-data 8.1.9 (CC0-1.0). Running the command again changes nothing: stored "
                    + "documents stay as they are.",
            ""
        })
final class DemoCommand extends Subcommand {
    @Override
    public Integer call() {
        Stopwatch watch = new Stopwatch();
        PrintWriter out = sepia.console().out();
        StoreAddress store = sepia.store();
        Interruption interruption = sepia.console().interruption();
        interruption.awaitOrderlyEnd();
        try (Storage storage = store.openOrCreate()) {
            Map<DemoData, DemoImport.Result> results = storage.inTransaction(tx -> {
                DemoImport demo = new DemoImport(sepia, tx);
                Map<DemoData, DemoImport.Result> done = new EnumMap<>(DemoData.class);
                for (DemoData data : DemoData.values()) {
                    done.put(data, demo.run(data));
                }
                return done;
            });
            interruption.committed();
            results.forEach((data, result) -> out.println(data.className() + ": " + result));
            out.println("Stored in " + store + " in " + watch);
            DemoTour tour = new DemoTour(sepia.console(), storage);
            tour.load();
            tour.show();
            tour.count();
            tour.next(store);
        }
        return ExitStatus.DONE;
    }
}
