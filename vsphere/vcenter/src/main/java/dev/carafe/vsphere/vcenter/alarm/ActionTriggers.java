package dev.carafe.vsphere.vcenter.alarm;

import dev.carafe.vsphere.vim.vim25.Action;
import dev.carafe.vsphere.vim.vim25.AlarmAction;
import dev.carafe.vsphere.vim.vim25.AlarmTriggeringAction;
import dev.carafe.vsphere.vim.vim25.AlarmTriggeringActionTransitionSpec;
import dev.carafe.vsphere.vim.vim25.GroupAlarmAction;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which of an alarm's actions a change of its state triggers. They are asked for by changes to the next state (green, yellow, red),
 * so a change from green to red passes yellow and triggers what both ask for. Pure.
 */
final class ActionTriggers {
    private static final List<ManagedEntityStatus> LADDER =
            List.of(ManagedEntityStatus.GREEN, ManagedEntityStatus.YELLOW, ManagedEntityStatus.RED);

    private ActionTriggers() {}

    /**
     * An action that is due.
     *
     * @param repeats whether it is to be repeated while the state stays
     */
    record Due(Action action, boolean repeats) {}

    static List<Due> of(@Nullable AlarmAction action, ManagedEntityStatus from, ManagedEntityStatus to) {
        return action == null
                ? List.of()
                : all(action).flatMap(each -> due(each, from, to)).toList();
    }

    /** The single actions of which one is made. */
    static Stream<AlarmTriggeringAction> all(AlarmAction action) {
        return switch (action) {
            case AlarmTriggeringAction one -> Stream.of(one);
            case GroupAlarmAction group -> group.action().stream().flatMap(ActionTriggers::all);
            default -> Stream.empty();
        };
    }

    private static Stream<Due> due(AlarmTriggeringAction action, ManagedEntityStatus from, ManagedEntityStatus to) {
        List<AlarmTriggeringActionTransitionSpec> wanted = transitions(action);
        int at = Math.max(0, LADDER.indexOf(from)); // gray: nothing was raised
        int end = Math.max(0, LADDER.indexOf(to));
        boolean triggered = false;
        boolean repeats = false;
        while (at != end) {
            int next = at < end ? at + 1 : at - 1;
            for (AlarmTriggeringActionTransitionSpec spec : wanted) {
                if (spec.startState() == LADDER.get(at) && spec.finalState() == LADDER.get(next)) {
                    triggered = true;
                    repeats |= spec.repeats() && next == end;
                }
            }
            at = next;
        }
        return triggered ? Stream.of(new Due(action.action(), repeats)) : Stream.empty();
    }

    /** As clients ask for them since API 4.0, or as before. */
    private static List<AlarmTriggeringActionTransitionSpec> transitions(AlarmTriggeringAction action) {
        if (!action.transitionSpecs().isEmpty()) {
            return action.transitionSpecs();
        }
        List<AlarmTriggeringActionTransitionSpec> wanted = new ArrayList<>();
        boolean[] asked = {action.green2yellow(), action.yellow2red(), action.red2yellow(), action.yellow2green()};
        int[][] steps = {{0, 1}, {1, 2}, {2, 1}, {1, 0}};
        for (int i = 0; i < asked.length; i++) {
            if (asked[i]) {
                wanted.add(new AlarmTriggeringActionTransitionSpec(
                        LADDER.get(steps[i][0]), LADDER.get(steps[i][1]), false));
            }
        }
        return wanted;
    }
}
