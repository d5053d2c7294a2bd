/** Commands for those who run a collector: they ask it over its API, as any other client would. */
@NullMarked
package eu.releve.cloud.command;

import org.jspecify.annotations.NullMarked;
