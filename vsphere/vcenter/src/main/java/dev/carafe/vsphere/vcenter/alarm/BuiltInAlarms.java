package dev.carafe.vsphere.vcenter.alarm;

import dev.carafe.vsphere.vim.vim25.AlarmSetting;
import dev.carafe.vsphere.vim.vim25.AlarmSpec;
import dev.carafe.vsphere.vim.vim25.OrAlarmExpression;
import dev.carafe.vsphere.vim.vim25.StateAlarmExpression;
import dev.carafe.vsphere.vim.vim25.StateAlarmOperator;
import java.util.List;

/** The alarms that a new vCenter has on its root folder. */
final class BuiltInAlarms {
    private BuiltInAlarms() {}

    static List<AlarmSpec> all() {
        return List.of(
                alarm(
                        "Host connection and power state",
                        "alarm.HostConnectionStateAlarm",
                        "Default alarm to monitor host connection and power state",
                        state("HostSystem", "runtime.connectionState", "notResponding")),
                alarm(
                        "Datastore accessibility",
                        "alarm.DatastoreAccessibleAlarm",
                        "Default alarm to monitor whether a host reaches a datastore",
                        state("Datastore", "summary.accessible", "false")));
    }

    private static AlarmSpec alarm(
            String name, String systemName, String description, StateAlarmExpression expression) {
        return AlarmSpec.builder()
                .name(name)
                .systemName(systemName)
                .description(description)
                .enabled(true)
                .expression(OrAlarmExpression.builder()
                        .expression(List.of(expression))
                        .build())
                .setting(AlarmSetting.builder()
                        .toleranceRange(0)
                        .reportingFrequency(0)
                        .build())
                .build();
    }

    private static StateAlarmExpression state(String type, String path, String red) {
        return StateAlarmExpression.builder()
                .operator(StateAlarmOperator.IS_EQUAL)
                .type(type)
                .statePath(path)
                .red(red)
                .build();
    }
}
