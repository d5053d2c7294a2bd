/** Commands of the installer that answer and end. */
@NullMarked
package eu.releve.edge.command;

import org.jspecify.annotations.NullMarked;
