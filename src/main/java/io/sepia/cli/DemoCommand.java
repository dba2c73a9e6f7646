package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Interruption;
import io.sepia.cli.terminal.Stopwatch;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code demo}: real data in a store, and what can be done with them. */
@Command(
        name = "demo",
        description = {
            "Store 20,968 features of the web platform and the browsers that they refer to, and look at them.",
            "",
            "The data are @mdn/browser-compat-data 8.1.9 (CC0-1.0). Running it again changes nothing: what is stored "
                    + "already stays as it is.",
            ""
        })
final class DemoCommand implements Callable<Integer> {
    private final Sepia sepia;

    DemoCommand(Sepia sepia) {
        this.sepia = sepia;
    }

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
