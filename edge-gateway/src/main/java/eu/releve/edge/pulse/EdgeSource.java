package eu.releve.edge.pulse;

/** Where the edges of a bus come from; belongs to the thread that drives its lane. */
public interface EdgeSource extends AutoCloseable {
  /** How many edges of one line wait for us before the oldest give way: the kernel's most. */
  int WAITING_MAX = 1_024;

  /** What is told of a line. */
  interface Sink {
    /** The line was opened: its edges are numbered from 1. */
    void opened(int input);

    /** An edge, or with number 0 how the contact was found. */
    void edge(int input, Edge edge);
  }

  /**
   * Tells what has come since the last time, line by line in its order, and opens what is not open;
   * does not wait.
   */
  void drain(Sink sink);

  /** Why nothing comes of an input; empty while its line is open. */
  String fault(int input);

  /** The clock by which edges are dated. */
  long nowNanos();

  @Override
  void close();
}
