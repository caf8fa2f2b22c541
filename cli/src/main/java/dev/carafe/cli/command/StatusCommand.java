package dev.carafe.cli.command;

import dev.carafe.cli.background.BackgroundProcess;
import dev.carafe.cli.data.CloudStatus;
import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.PartStatus;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code carafe status}. */
@Command(
        name = "status",
        description = "Shows how each part is. The exit code is 0 only when all is well.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe status",
            "  carafe status -o json | jq .parts",
            "  until carafe status >/dev/null; do sleep 1; done"
        })
public final class StatusCommand implements Callable<Integer> {

    @Mixin
    CloudOptions cloud = new CloudOptions();

    @Mixin
    Console console = new Console();

    @Mixin
    OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = console.out();
        DataDirectory directory = cloud.directory();
        Instant now = Instant.now();
        Optional<CloudStatus> status = new BackgroundProcess(directory).status(now);
        if (output.isJson()) {
            Output.printJson(
                    out,
                    status.map(CloudStatus::toStruct)
                            .orElseGet(() -> Struct.builder()
                                    .put("phase", "stopped")
                                    .put("well", false)
                                    .put("dataDirectory", directory.root().toString())
                                    .put("parts", List.of())
                                    .build()));
        } else if (status.isEmpty()) {
            out.println("Nothing runs from " + directory.root() + ". 'carafe up" + cloud.repeated() + "' starts it."
                    + cloud.rootsCloud("status"));
        } else {
            print(out, status.get(), now);
        }
        return status.isPresent() && status.get().isWell() ? 0 : 1;
    }

    private static void print(PrintWriter out, CloudStatus status, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("PART", "STATE", "SINCE", "ADDRESS", "NOTE", "LAST ERROR"));
        for (PartStatus part : status.parts()) {
            rows.add(List.of(
                    part.name(),
                    part.state().name().toLowerCase(Locale.ROOT),
                    part.state() == PartStatus.State.WAITING ? "" : Output.age(Duration.between(part.since(), now)),
                    part.address(),
                    part.note(),
                    part.lastError().lines().findFirst().orElse("")));
        }
        Output.printTable(out, rows);
    }
}
