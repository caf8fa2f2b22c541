/**
 * Alarms: their definitions, and on which entities they are raised now. Definitions are kept in the store; states are worked
 * out anew from what the entities' properties are, by one virtual thread that is told of changes.
 *
 * <p>Expressions over states of one entity are evaluated ({@code StateAlarmExpression} and what combines them). Alarms with
 * other expressions, on metrics and events, are kept and shown, and stay gray.
 */
@NullMarked
package dev.carafe.vsphere.vcenter.alarm;

import org.jspecify.annotations.NullMarked;
