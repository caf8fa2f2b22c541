/**
 * Alarms: their definitions, and on which entities they are raised now. Definitions are kept in the store; states are worked
 * out anew by one virtual thread that is told of changes, events and values ({@code Alarms}). What it works out, and from
 * what, is in classes that read no clock and start nothing: {@code AlarmStates}, {@code Expressions}, {@code EventMatch} and
 * {@code MetricThresholds}.
 *
 * <p>The package knows {@code store}; what entities use it asks of {@code Measurements}, which the server hands in. Actions of
 * alarms are kept and shown, and not carried out.
 */
@NullMarked
package dev.carafe.vsphere.vcenter.alarm;

import org.jspecify.annotations.NullMarked;
