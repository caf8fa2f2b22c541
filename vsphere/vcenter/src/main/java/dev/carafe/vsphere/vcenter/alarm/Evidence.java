package dev.carafe.vsphere.vcenter.alarm;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.MetricAlarmExpression;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an alarm's expression is held against.
 *
 * @param type the entity's
 * @param properties the entity's
 * @param told what the last event that the alarm waits for made of the entity; null before there was one
 * @param measured what values of the entity say, by the expression; gray where there are none
 */
record Evidence(
        ManagedType type,
        DataObject properties,
        @Nullable ManagedEntityStatus told,
        Function<MetricAlarmExpression, ManagedEntityStatus> measured) {}
