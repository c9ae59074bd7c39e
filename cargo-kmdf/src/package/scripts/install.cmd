@echo off
rem Installs the package of $DRIVER$ on a test machine, and can be run again.
rem Exit code: 0 = installed, 1 = stopped at a failure, 2 = restart Windows and run this again.
setlocal EnableExtensions DisableDelayedExpansion
set "system=%SystemRoot%\System32"
rem A 32-bit prompt reaches the 64-bit programs only by this name.
if defined PROCESSOR_ARCHITEW6432 set "system=%SystemRoot%\Sysnative"
set "restart="

cd /d "%~dp0"
for %%f in ($FILES$) do (
    if not exist "%%f" (
        set "problem=%%f is missing in %~dp0"
        set "remedy=Copy $FILES$ into one folder"
        goto failed
    )
)
echo ok: the package is whole

set "problem=This prompt is not elevated."
set "remedy=Open a Command Prompt with 'Run as administrator'"
call :elevated
if not "%errorlevel%"=="0" goto failed
echo ok: the prompt is elevated

call :read "HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment" PROCESSOR_ARCHITECTURE
set "problem=The package is for $ARCH$, and this Windows is for %value%."
set "remedy=Take the package for this machine: cargo kmdf package --arch x64, or --arch arm64"
if /i not "%value%"=="$ARCH$" goto failed
echo ok: Windows is for $ARCH$

call :read "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion" CurrentBuildNumber
if not defined value set "value=0"
set "problem=The package needs build $BUILD$ of Windows or later, and this is build %value%."
set "remedy=Take a test machine with a newer Windows"
if %value% LSS $BUILD$ goto failed
echo ok: Windows has build %value%

call :read "HKLM\SYSTEM\CurrentControlSet\Control\SecureBoot\State" UEFISecureBootEnabled
set "problem=Secure Boot is on, and Windows then loads no test-signed driver."
set "remedy=Turn Secure Boot off in the firmware settings of the virtual machine"
if /i "%value%"=="0x1" goto failed
echo ok: Secure Boot is off

"%system%\reg.exe" query "HKLM\SYSTEM\CurrentControlSet\Control" /v SystemStartOptions 2>nul | "%system%\find.exe" /i "TESTSIGNING" >nul
if not "%errorlevel%"=="0" goto test_signing
echo ok: test signing is on

set "failed="
for %%s in ($STORES$) do call :trust %%s
if defined failed goto failed
echo ok: Windows trusts the certificate

"%system%\pnputil.exe" /add-driver $DRIVER$.inf /install
set "code=%errorlevel%"
set "problem=pnputil cannot add $DRIVER$.inf: exit code %code%."
set "remedy=Read the message of pnputil above and the end of %SystemRoot%\INF\setupapi.dev.log"
rem 259 is ERROR_NO_MORE_ITEMS: no device needs the driver, or each has it or a newer one.
if "%code%"=="259" set "code=0"
rem 3010 is ERROR_SUCCESS_REBOOT_REQUIRED.
if "%code%"=="3010" set "restart=yes"
if "%code%"=="3010" set "code=0"
if not "%code%"=="0" goto failed
echo ok: the driver is in the driver store

$COMMANDS$
if defined restart goto restart
echo Installed. Next: verify.cmd
exit /b 0

:test_signing
set "problem=bcdedit cannot turn test signing on."
set "remedy=Read the message of bcdedit above"
"%system%\bcdedit.exe" /set testsigning on
if not "%errorlevel%"=="0" goto failed
echo Test signing is on from the next start of Windows.
:restart
echo To do: restart Windows with: shutdown /r /t 0
echo Then run install.cmd again.
exit /b 2

:failed
echo install.cmd stopped: %problem% 1>&2
echo To do: %remedy%, then run install.cmd again. 1>&2
exit /b 1

rem Succeeds if the prompt has the high mandatory level, or that of the system.
:elevated
"%system%\whoami.exe" /groups | "%system%\find.exe" "S-1-16-12288" >nul
if "%errorlevel%"=="0" exit /b 0
"%system%\whoami.exe" /groups | "%system%\find.exe" "S-1-16-16384" >nul
exit /b %errorlevel%

rem Sets "value" to a value of a registry key, or to nothing.
:read
set "value="
for /f "tokens=2,*" %%a in ('%system%\reg.exe query %1 /v %2 2^>nul') do set "value=%%b"
exit /b 0

rem Adds the certificate to a store, unless that failed for an earlier store.
:trust
if defined failed exit /b 0
"%system%\certutil.exe" -addstore %1 $DRIVER$.cer
set "code=%errorlevel%"
set "problem=certutil cannot add $DRIVER$.cer to the store %1: exit code %code%."
set "remedy=Read the message of certutil above"
if not "%code%"=="0" set "failed=yes"
exit /b 0

rem Runs a command of the driver's manifest.
:run
echo running: %*
%*
set "code=%errorlevel%"
set "problem=%* failed with exit code %code%."
set "remedy=Read the message of the command above"
exit /b %code%
