/**
 * Machines' consoles: pictures of the screen, key strokes, and VNC over WebSocket by tickets that are good once.
 *
 * <p>{@link UsbKeys} (HID usages as QEMU's keys) and {@link ConsoleTickets} (who may open which console, and until when) are pure but
 * for the clock and the randomness handed in. {@link Keyboard} presses, {@link Screen} looks, {@link ConsoleEndpoint} joins a
 * WebSocket to QEMU's VNC socket: one virtual thread a console reads from QEMU, the WebSocket's own writes to it, and neither holds
 * more than one piece, so that a slow viewer slows only its own console. Any thread may call.
 */
@NullMarked
package dev.carafe.vsphere.esxi.console;

import org.jspecify.annotations.NullMarked;
