package dev.carafe.vsphere.vcenter.alarm;

import dev.carafe.vsphere.vcenter.action.MethodActions;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.Action;
import dev.carafe.vsphere.vim.vim25.MethodAction;
import dev.carafe.vsphere.vim.vim25.RunScriptAction;
import dev.carafe.vsphere.vim.vim25.SendEmailAction;
import dev.carafe.vsphere.vim.vim25.SendSNMPAction;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what alarms are to do when their state changes, one after another on a virtual thread of its own. Mails and traps have
 * nobody to go to, and no scripts are run: that they failed is told as by a vCenter that has no such set-up.
 */
final class AlarmActions implements AutoCloseable {
    /** Actions that wait to be carried out; more are not. */
    private static final int WAITING_MAX = 1_000;

    private static final System.Logger LOG = System.getLogger(AlarmActions.class.getName());

    private record Waiting(AlarmStates.Transition change, Action action) {}

    private final AlarmEvents told;
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(WAITING_MAX);

    /** Guarded by this. */
    private @Nullable Thread thread;

    AlarmActions(AlarmEvents told) {
        this.told = told;
    }

    /** Begins to carry out; what has come until then waits. */
    synchronized void start(MethodActions methods) {
        thread = Thread.ofVirtual().name("vcenter-alarm-actions").start(() -> run(methods));
    }

    /** Takes in a change of state of an entity whose alarms may do something. */
    void changed(AlarmStates.Transition change) {
        ActionTriggers.of(change.alarm().action(), change.from(), change.to())
                .forEach(each -> offer(new Waiting(change, each.action())));
    }

    /** Does again what is due. */
    void repeat(List<RepeatedActions.Again> due) {
        due.forEach(each -> offer(new Waiting(each.change(), each.action())));
    }

    private void offer(Waiting one) {
        if (!waiting.offer(one)) {
            LOG.log(
                    Level.WARNING,
                    "an action of the alarm {0} is not carried out, since too many wait",
                    one.change().alarm().name());
        }
    }

    private void run(MethodActions methods) {
        try {
            while (true) {
                Waiting next = waiting.take();
                try {
                    carryOut(next, methods);
                } catch (RuntimeException e) { // the next ones are carried out all the same
                    LOG.log(
                            Level.ERROR,
                            "an action of the alarm " + next.change().alarm().name() + " failed",
                            e);
                }
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private void carryOut(Waiting one, MethodActions methods) {
        AlarmStates.Transition change = one.change();
        switch (one.action()) {
            case MethodAction action -> {
                told.triggered(change);
                try {
                    Object _ = methods.call(
                            new MethodActions.By(
                                    change.key(), change.alarm().lastModifiedUser(), "alarm", told.reason(change)),
                            change.entity(),
                            action);
                } catch (FaultException refused) {
                    told.refused(change, action.name(), refused);
                }
            }
            case SendEmailAction mail ->
                told.failed(change, "AlarmEmailFailedEvent", Map.of("to", mail.toList()), "no mail server is set up");
            case RunScriptAction script ->
                told.failed(change, "AlarmScriptFailedEvent", Map.of("script", script.script()), "no scripts are run");
            case SendSNMPAction _ ->
                told.failed(change, "AlarmSnmpFailedEvent", Map.of(), "no receiver of SNMP traps is set up");
            default ->
                LOG.log(
                        Level.WARNING,
                        "the alarm {0} has an action of an unknown kind",
                        change.alarm().name());
        }
    }

    /** What waits still is not carried out. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
