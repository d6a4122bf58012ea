//===- PurityTest.cpp - What lowering does not touch ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lowers in a child process that dies at the first file that is opened, process that
// is started, or variable of the environment that is read.
//===----------------------------------------------------------------------===//

#include "RealBackends.h"
#include "unittests/Support/Testing.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace atlas;
using namespace atlas::backend;
using namespace atlas::backend::test;
using atlas::test::codeOf;

namespace {

/// Calls that open or change files, start processes or talk to others.
constexpr unsigned kForbidden[] = {
#ifdef SYS_open
    SYS_open, SYS_creat, SYS_fork, SYS_vfork, SYS_unlink, SYS_rename, SYS_mkdir,
    SYS_readlink, SYS_stat, SYS_access,
#endif
    SYS_openat, SYS_openat2, SYS_execve, SYS_execveat, SYS_clone, SYS_clone3,
    SYS_socket, SYS_connect, SYS_unlinkat, SYS_renameat2, SYS_mkdirat,
    SYS_readlinkat, SYS_faccessat, SYS_statx};

/// The exit code of a child that could not be confined.
constexpr int kNoSandbox = 77;

/// From here on a forbidden call kills the process, and so does a look at the
/// environment, which lies on a page that nobody may read.
bool confine() {
  std::vector<sock_filter> program = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  for (unsigned call : kForbidden) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  void *page = ::mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED || ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
      ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter))
    return false;
  environ = static_cast<char **>(page);
  return true;
}

/// How a child ends that does this in the sandbox: its exit code, or minus the signal.
int inSandbox(llvm::function_ref<int()> body) {
  pid_t child = ::fork();
  if (child == 0) {
    // No dump of a child that is meant to die.
    ::prctl(PR_SET_DUMPABLE, 0);
    // A sanitizer's handler would open files to say where.
    ::signal(SIGSEGV, SIG_DFL);
    ::_exit(confine() ? body() : kNoSandbox);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

bool hasSandbox() { return inSandbox([] { return 0; }) == 0; }

} // namespace

// The sandbox notices what it is there for.
TEST(Purity, TheSandboxHolds) {
  if (!hasSandbox())
    GTEST_SKIP() << "this system lets no process confine itself (seccomp)";
  EXPECT_EQ(inSandbox([] { return 3; }), 3);
  EXPECT_EQ(inSandbox([] { return ::open("/dev/null", O_RDONLY); }), -SIGSYS);
  EXPECT_EQ(inSandbox([] { return ::fork() == 0 ? 1 : 2; }), -SIGSYS);
  EXPECT_EQ(inSandbox([] { return std::system("true"); }), -SIGSYS);
  EXPECT_EQ(inSandbox([] { return std::getenv("HOME") ? 1 : 2; }), -SIGSEGV);
}

// BR-18: for every target and policy, on success and on errors.
TEST(Purity, LoweringTouchesNothing) {
  if (!hasSandbox())
    GTEST_SKIP() << "this system lets no process confine itself (seccomp)";
  for (PolicyKind policy :
       {PolicyKind::PreferSpecialist, PolicyKind::Strict, PolicyKind::DiffExec})
    for (const char *profile : kProfiles) {
      Compiler one = compiler(kContract, policy);
      Parsed good(kernel()), bad("module {}");
      BackendConfig request = config(profile);
      EXPECT_EQ(inSandbox([&] {
                  auto artifact = one.lower(*good.module, request);
                  if (!artifact)
                    return 1;
                  return codeOf(one.lower(*bad.module, request)) ? 0 : 2;
                }),
                0)
          << profile << " " << policyName(policy).str();
    }
}
