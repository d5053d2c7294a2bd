/*
 * Makes the n-th operation on the files of one folder go wrong.
 *
 * Preloaded before the C library. Opening /releve-fault/KIND/N arms it for that process: KIND is
 * error (EIO), full (ENOSPC where something is written, else EIO), short (half is written),
 * kill (before), torn (killed after half was written). Opening /releve-fault/fired fails with
 * EACCES when the armed fault has happened, and with ENOENT when it has not.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum kind { NONE, ERROR, FULL, SHORT, KILL, TORN };

static const char control[] = "/releve-fault/";
static enum kind kind = NONE;
static long at = 0;
static int fired = 0;
static unsigned char ours[65536];

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int is_ours(const char *path) {
  const char *folder = getenv("RELEVE_FAULT_FOLDER");
  return folder != NULL && strncmp(path, folder, strlen(folder)) == 0;
}

static int fd_is_ours(int fd) { return fd >= 0 && fd < 65536 && ours[fd]; }

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) {
    pause();
  }
}

/* What happens to this operation. */
static enum kind strike(void) {
  if (at <= 0 || --at > 0) {
    return NONE;
  }
  fired = 1;
  if (kind == KILL) {
    die();
  }
  return kind;
}

static int arm(const char *path) {
  const char *word = path + sizeof control - 1;
  if (strcmp(word, "fired") == 0) {
    errno = fired ? EACCES : ENOENT;
    return -1;
  }
  char name[16] = "";
  long n = 0;
  sscanf(word, "%15[a-z]/%ld", name, &n);
  const char *names[] = {"none", "error", "full", "short", "kill", "torn"};
  kind = NONE;
  for (int i = 0; i < 6; i++) {
    if (strcmp(name, names[i]) == 0) {
      kind = (enum kind)i;
    }
  }
  at = kind == NONE ? 0 : n;
  fired = 0;
  errno = ENOENT;
  return -1;
}

static int fails(enum kind how, int writes) {
  if (how == NONE || (how == SHORT && !writes)) {
    return 0;
  }
  if (how == TORN) {
    die();
  }
  errno = how == FULL && writes ? ENOSPC : EIO;
  return 1;
}

static int opened(int fd, const char *path) {
  if (fd >= 0 && fd < 65536) {
    ours[fd] = (unsigned char)is_ours(path);
  }
  return fd;
}

#define OPEN(name)                                             \
  int name(const char *path, int flags, ...) {                 \
    mode_t mode = 0;                                           \
    if (flags & (O_CREAT | O_TMPFILE)) {                       \
      va_list rest;                                            \
      va_start(rest, flags);                                   \
      mode = va_arg(rest, mode_t);                             \
      va_end(rest);                                            \
    }                                                          \
    if (strncmp(path, control, sizeof control - 1) == 0) {     \
      return arm(path);                                        \
    }                                                          \
    if (is_ours(path) && fails(strike(), flags & O_CREAT)) {   \
      return -1;                                               \
    }                                                          \
    REAL(name);                                                \
    return opened(real(path, flags, mode), path);              \
  }

OPEN(open)
OPEN(open64)

int close(int fd) {
  REAL(close);
  if (fd >= 0 && fd < 65536) {
    ours[fd] = 0;
  }
  return real(fd);
}

#define WRITE(name, arguments, whole, half)    \
  ssize_t name arguments {                     \
    REAL(name);                                \
    if (fd_is_ours(fd)) {                      \
      enum kind how = strike();                \
      if (how == SHORT && size > 1) {          \
        return half;                           \
      }                                        \
      if (how == TORN) {                       \
        (void)!half;                           \
        die();                                 \
      }                                        \
      if (fails(how, 1)) {                     \
        return -1;                             \
      }                                        \
    }                                          \
    return whole;                              \
  }

WRITE(write, (int fd, const void *bytes, size_t size), real(fd, bytes, size),
      real(fd, bytes, size / 2))
WRITE(pwrite, (int fd, const void *bytes, size_t size, off_t offset),
      real(fd, bytes, size, offset), real(fd, bytes, size / 2, offset))
WRITE(pwrite64, (int fd, const void *bytes, size_t size, off64_t offset),
      real(fd, bytes, size, offset), real(fd, bytes, size / 2, offset))

#define READ(name, arguments, whole)           \
  ssize_t name arguments {                     \
    REAL(name);                                \
    if (fd_is_ours(fd) && fails(strike(), 0)) { \
      return -1;                               \
    }                                          \
    return whole;                              \
  }

READ(read, (int fd, void *bytes, size_t size), real(fd, bytes, size))
READ(pread, (int fd, void *bytes, size_t size, off_t offset), real(fd, bytes, size, offset))
READ(pread64, (int fd, void *bytes, size_t size, off64_t offset), real(fd, bytes, size, offset))

#define ON_FILE(name, arguments, call)         \
  int name arguments {                         \
    REAL(name);                                \
    if (fd_is_ours(fd) && fails(strike(), 0)) { \
      return -1;                               \
    }                                          \
    return call;                               \
  }

ON_FILE(fsync, (int fd), real(fd))
ON_FILE(fdatasync, (int fd), real(fd))
ON_FILE(ftruncate, (int fd, off_t size), real(fd, size))
ON_FILE(ftruncate64, (int fd, off64_t size), real(fd, size))

int rename(const char *from, const char *to) {
  REAL(rename);
  if (is_ours(from) && fails(strike(), 0)) {
    return -1;
  }
  return real(from, to);
}

int unlink(const char *path) {
  REAL(unlink);
  if (is_ours(path) && fails(strike(), 0)) {
    return -1;
  }
  return real(path);
}
