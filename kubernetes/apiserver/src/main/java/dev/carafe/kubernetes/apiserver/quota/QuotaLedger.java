package dev.carafe.kubernetes.apiserver.quota;

import dev.carafe.kubernetes.api.core.v1.ResourceQuota;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.registry.ObjectWriter;
import java.util.List;
import java.util.Optional;

/**
 * Writes down in quotas what writes will use, before they are done. Writes of one namespace that come at once are decided together, so that
 * a quota is written once for all of them, and not once for each against the others. Who counts what is really used is the controller
 * manager: what is charged here for a write that fails afterwards stays charged until it counts anew. Thread-safe.
 */
public final class QuotaLedger {
    private static final String QUOTAS = "resourcequotas";

    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final Turns<Entry> turns = new Turns<>(this::decide);

    public QuotaLedger(ObjectReader reader, ObjectWriter writer) {
        this.reader = reader;
        this.writer = writer;
    }

    /** A write that waits for its quotas, changed by whoever has the namespace's turn. */
    private static final class Entry {
        final QuotaCheck check;
        Optional<String> refused = Optional.empty();
        Optional<StatusError> failed = Optional.empty();

        Entry(QuotaCheck check) {
            this.check = check;
        }

        boolean isOpen() {
            return refused.isEmpty() && failed.isEmpty();
        }
    }

    /**
     * Charges a write to the quotas of its namespace, and says why where one of them refuses it.
     *
     * @throws StatusError when a quota could not be written, or the turn did not come in time
     */
    public Optional<String> charge(String namespace, QuotaRequest request) {
        Optional<QuotaEvaluator> evaluator =
                QuotaEvaluators.of(request.resource()).filter(known -> known.handles(request));
        if (evaluator.isEmpty() || reader.list("", QUOTAS, namespace).isEmpty()) {
            return Optional.empty();
        }
        Entry entry = new Entry(new QuotaCheck(request, evaluator.get()));
        turns.take(namespace, entry);
        if (entry.failed.isPresent()) {
            throw entry.failed.get();
        }
        return entry.refused;
    }

    private void decide(String namespace, List<Entry> entries) {
        List<ResourceQuota> concerned = reader.list("", QUOTAS, namespace).stream()
                .map(ResourceQuota::new)
                .filter(quota -> entries.stream().anyMatch(entry -> !(entry.check.ask(quota) instanceof Verdict.Free)))
                .toList();
        if (concerned.size() > 1) { // so that none is charged for what another refuses
            concerned.forEach(quota -> latest(quota).ifPresent(now -> judge(now, entries, false)));
        }
        concerned.forEach(quota -> charge(quota, entries));
    }

    private Optional<ResourceQuota> latest(ResourceQuota quota) {
        return reader.getLatest("", QUOTAS, quota.metadata().namespace(), quota.name())
                .map(ResourceQuota::new);
    }

    private void charge(ResourceQuota quota, List<Entry> entries) {
        if (entries.stream().allMatch(entry -> entry.check.isDryRun())) {
            latest(quota).ifPresent(now -> judge(now, entries, false));
            return;
        }
        List<Entry> open = entries.stream().filter(Entry::isOpen).toList();
        if (open.isEmpty()) {
            return;
        }
        try {
            writer.updateStatus("", QUOTAS, quota.metadata().namespace(), quota.name(), now -> {
                open.forEach(
                        entry -> entry.refused = Optional.empty()); // a quota that changed meanwhile is asked again
                return judge(new ResourceQuota(now), open, true);
            });
        } catch (StatusError e) {
            boolean gone = e.code() == 404; // and refuses nothing
            open.forEach(entry -> {
                entry.refused = Optional.empty();
                entry.failed = gone ? Optional.empty() : Optional.of(e);
            });
        }
    }

    /** The quota with all that it lets through of what is open. */
    private static Struct judge(ResourceQuota quota, List<Entry> entries, boolean charging) {
        ResourceQuota running = quota;
        for (Entry entry : entries) {
            if (!entry.isOpen()) {
                continue;
            }
            switch (entry.check.ask(running)) {
                case Verdict.Free() -> {}
                case Verdict.Refused(String why) -> entry.refused = Optional.of(why);
                case Verdict.Charged(var used) -> {
                    if (charging && !entry.check.isDryRun()) {
                        running = running.withStatus(running.status().withUsed(used));
                    }
                }
            }
        }
        return running.struct();
    }
}
