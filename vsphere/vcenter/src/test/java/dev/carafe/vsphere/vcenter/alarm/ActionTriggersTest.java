package dev.carafe.vsphere.vcenter.alarm;

import static dev.carafe.vsphere.vim.vim25.ManagedEntityStatus.GRAY;
import static dev.carafe.vsphere.vim.vim25.ManagedEntityStatus.GREEN;
import static dev.carafe.vsphere.vim.vim25.ManagedEntityStatus.RED;
import static dev.carafe.vsphere.vim.vim25.ManagedEntityStatus.YELLOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.vim25.Action;
import dev.carafe.vsphere.vim.vim25.AlarmTriggeringAction;
import dev.carafe.vsphere.vim.vim25.AlarmTriggeringActionTransitionSpec;
import dev.carafe.vsphere.vim.vim25.GroupAlarmAction;
import dev.carafe.vsphere.vim.vim25.RunScriptAction;
import dev.carafe.vsphere.vim.vim25.SendSNMPAction;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ActionTriggersTest {
    private static final Action TRAP = new SendSNMPAction();
    private static final Action SCRIPT = new RunScriptAction("/bin/x");

    private static AlarmTriggeringAction action(Action action, AlarmTriggeringActionTransitionSpec... specs) {
        return new AlarmTriggeringAction(action, List.of(specs), false, false, false, false);
    }

    private static final GroupAlarmAction GROUP = new GroupAlarmAction(List.of(
            action(TRAP, new AlarmTriggeringActionTransitionSpec(YELLOW, RED, true)),
            action(
                    SCRIPT,
                    new AlarmTriggeringActionTransitionSpec(GREEN, YELLOW, true),
                    new AlarmTriggeringActionTransitionSpec(YELLOW, GREEN, false))));

    @Test
    void eachChangeTriggersWhatAsksForIt() {
        assertThat(ActionTriggers.of(GROUP, GREEN, YELLOW)).containsExactly(new ActionTriggers.Due(SCRIPT, true));
        assertThat(ActionTriggers.of(GROUP, YELLOW, RED)).containsExactly(new ActionTriggers.Due(TRAP, true));
        assertThat(ActionTriggers.of(GROUP, RED, YELLOW)).isEmpty();
        assertThat(ActionTriggers.of(GROUP, YELLOW, GREEN)).containsExactly(new ActionTriggers.Due(SCRIPT, false));
        assertThat(ActionTriggers.of(null, GREEN, RED)).isEmpty();
    }

    @Test
    void aChangeToTheOtherEndPassesYellowAndRepeatsWhatAsksForItsEnd() {
        assertThat(ActionTriggers.of(GROUP, GRAY, RED))
                .containsExactly(new ActionTriggers.Due(TRAP, true), new ActionTriggers.Due(SCRIPT, false));
        assertThat(ActionTriggers.of(GROUP, RED, GREEN)).containsExactly(new ActionTriggers.Due(SCRIPT, false));
    }

    @Test
    void changesAreAskedForAsBeforeTooAndTheNewerWayCounts() {
        AlarmTriggeringAction old = new AlarmTriggeringAction(TRAP, List.of(), false, true, false, false);
        assertThat(ActionTriggers.of(old, YELLOW, RED)).containsExactly(new ActionTriggers.Due(TRAP, false));
        assertThat(ActionTriggers.of(old, RED, GREEN)).isEmpty();
        AlarmTriggeringAction both = old.toBuilder()
                .transitionSpecs(List.of(new AlarmTriggeringActionTransitionSpec(RED, YELLOW, false)))
                .build();
        assertThat(ActionTriggers.of(both, YELLOW, RED)).isEmpty();
    }
}
