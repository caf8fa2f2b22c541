/**
 * The managers that are vCenter's alone: custom fields, extensions, licences and what has them. Each keeps what it has in the store, as a
 * document under {@code /vcenter/managers/}, before it answers.
 *
 * <p>It knows {@code store}. Methods run on their callers' threads, one change of a manager at a time.
 */
@NullMarked
package dev.carafe.vsphere.vcenter.manager;

import org.jspecify.annotations.NullMarked;
