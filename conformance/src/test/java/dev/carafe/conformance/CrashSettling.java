package dev.carafe.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.VirtualMachineLook.Seen;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.task.TaskHistory;
import dev.carafe.vsphere.vim.vim25.TaskFilterSpec;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of operations whose outcome nobody was told.
 *
 * @param seen what vCenter shows, by name
 */
record CrashSettling(VSphereClient vcenter, Map<String, Seen> seen) {
    static final int TASKS_MAX = 100_000;

    /** Settles what a worker was at; fails when it is none of the operation's outcomes, or not what its task says. */
    void settle(CrashWorker worker) throws IOException, InterruptedException {
        CrashWorker.Doing doing = worker.doing();
        if (doing == null) {
            return;
        }
        TaskInfo task = worker.task() == null
                ? null
                : task(requireNonNull(worker.task()).value());
        if (worker.task() != null) {
            assertThat(task).as("the task of %s is not lost", doing).isNotNull();
            if (requireNonNull(task).state() == TaskInfoState.ERROR) {
                assertThat(requireNonNull(task.error()).localizedMessage())
                        .as("why %s failed", doing)
                        .isNotBlank();
            }
        }
        boolean well = task != null && task.state() == TaskInfoState.SUCCESS;
        List<@Nullable CrashMachine> outcomes = new ArrayList<>();
        outcomes.addAll(well ? doing.after().subList(0, 1) : doing.after());
        if (!well) {
            outcomes.add(doing.before());
        }
        for (CrashMachine outcome : outcomes) {
            if (isSeen(outcome, doing.before())) {
                worker.settle(outcome == null || !outcome.registered() ? outcome : found(outcome));
                return;
            }
        }
        throw new AssertionError("What became of '" + doing + "', which failed with " + worker.why()
                + " and whose task says " + task + "? There are " + seen);
    }

    private CrashMachine found(CrashMachine outcome) {
        Seen now = requireNonNull(seen.get(outcome.shape().name()));
        if (!outcome.id().isEmpty()) {
            assertThat(now.id()).as("the id of %s", outcome).isEqualTo(outcome.id());
        }
        return outcome.found(now.id(), now.file());
    }

    private boolean isSeen(@Nullable CrashMachine outcome, @Nullable CrashMachine before) {
        if (outcome == null || !outcome.registered()) {
            return before == null
                    || seen.values().stream().noneMatch(each -> each.id().equals(before.id()));
        }
        Seen now = seen.get(outcome.shape().name());
        return now != null && now.shape().equals(outcome.shape());
    }

    private @Nullable TaskInfo task(String key) throws IOException, InterruptedException {
        return new TaskHistory(vcenter)
                .query(TaskFilterSpec.builder().build(), TASKS_MAX).stream()
                        .filter(each -> each.key().equals(key))
                        .findFirst()
                        .orElse(null);
    }
}
