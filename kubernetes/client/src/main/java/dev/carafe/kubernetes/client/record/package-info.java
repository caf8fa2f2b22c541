/**
 * Events about objects: recorded without waiting, written by one thread, similar ones combined and floods cut off
 * (client-go's tools/record and tools/events).
 */
@NullMarked
package dev.carafe.kubernetes.client.record;

import org.jspecify.annotations.NullMarked;
